#include "nvr/store/archive_on_disk.h"

#include <utility>

#include "storage/catalog/catalog_rows.h"
#include "storage/check/archive_scan.h"
#include "storage/volume/archive_paths.h"
#include "storage/volume/volume.h"

namespace nvr {
namespace {

std::string end_text(storage::SegmentEnd end) {
  if (end == storage::SegmentEnd::Final) return "final";
  return end == storage::SegmentEnd::Altered ? "altered" : "unterminated";
}

base::WallTime wall_or_zero(base::Ticks ticks) {
  const auto wall = base::to_wall_time(ticks);
  return ticks.is_known() && wall ? *wall : base::WallTime{};
}

base::Result<void> read_facts(base::FileSystem& files, SegmentOnDisk& found) {
  ASSIGN_OR_RETURN(auto reader, storage::SegmentReader::open(
                                    files, storage::joined(found.volume_path, found.segment.path)));
  ASSIGN_OR_RETURN(const auto contents, reader.records());
  found.segment.from = wall_or_zero(contents.facts.from);
  found.segment.to = wall_or_zero(contents.facts.to);
  found.segment.bytes = static_cast<std::int64_t>(contents.facts.bytes);
  found.segment.state = end_text(contents.end);
  found.records = contents.facts.records;
  return {};
}

}  // namespace

std::vector<std::string> ArchivePlace::volume_paths() const {
  if (!volumes.empty()) return volumes;
  return {(state / "volume").string()};
}

base::Result<std::vector<SegmentOnDisk>> segments_on_disk(base::FileSystem& files,
                                                          const std::vector<std::string>& volumes,
                                                          const std::optional<base::Id>& camera) {
  ASSIGN_OR_RETURN(const auto archive, storage::scan_archive(files, volumes));
  std::vector<base::Id> ids;
  for (const std::string& volume : volumes) {
    ASSIGN_OR_RETURN(const auto mark, storage::read_volume_mark(files, volume));
    ids.push_back(mark.volume);
  }
  std::vector<SegmentOnDisk> all;
  for (const auto& [stream, segments] : archive.segments) {
    if (camera && stream.camera != *camera) continue;
    for (const storage::FoundSegment& each : segments) {
      SegmentOnDisk found;
      found.segment.segment = each.name.segment;
      found.segment.camera = stream.camera;
      found.segment.stream = storage::stream_name(stream.stream);
      found.segment.sequence = static_cast<std::int64_t>(each.name.sequence);
      found.segment.volume = ids.at(each.volume);
      found.segment.path = each.path;
      found.volume_path = volumes.at(each.volume);
      if (const auto read = read_facts(files, found); !read) found.trouble = read.error().message;
      all.push_back(std::move(found));
    }
  }
  return all;
}

}  // namespace nvr

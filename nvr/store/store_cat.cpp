#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

#include "nvr/playback/clip_plan.h"
#include "nvr/playback/clip_source.h"
#include "nvr/store/offline_keys.h"
#include "nvr/store/store_command.h"

namespace nvr {
namespace {

constexpr std::size_t kCopyBytes = std::size_t{1} << 20;

// Of the main stream and the range; a segment that cannot be read is not there.
std::vector<ViewedSegment> in_range(const std::vector<SegmentOnDisk>& all, const TimeRange& range) {
  std::vector<ViewedSegment> segments;
  for (const SegmentOnDisk& each : all) {
    const ViewedSegment& segment = each.segment;
    const bool inside = segment.from < range.to && segment.to > range.from - kKeyFrameReach;
    if (each.trouble.empty() && segment.stream == "main" && inside) segments.push_back(segment);
  }
  std::ranges::sort(segments, {}, &ViewedSegment::from);
  return segments;
}

base::Result<void> copy_to_file(base::FileSystem& files, ClipSource& source,
                                const std::string& path) {
  ASSIGN_OR_RETURN(const auto file, files.create(path, base::Access::Private));
  base::Bytes piece(kCopyBytes);
  for (std::uint64_t at = 0;;) {
    ASSIGN_OR_RETURN(const std::size_t got, source.read(at, piece));
    if (got == 0) return file->sync();
    RETURN_IF_ERROR(file->append(base::ByteView{piece}.first(got)));
    at += got;
  }
}

void print_clip(const ClipPlan& plan, const std::string& path) {
  std::printf("%s  %s to %s, %llu bytes\n", path.c_str(), base::format_rfc3339(plan.from).c_str(),
              base::format_rfc3339(plan.to).c_str(),
              static_cast<unsigned long long>(plan.clip.bytes()));
  for (const ClipFinding& finding : plan.findings) {
    std::printf("left out: segment %s, record %llu, byte %llu: not what was written\n",
                base::to_string(finding.segment).c_str(),
                static_cast<unsigned long long>(finding.record),
                static_cast<unsigned long long>(finding.byte));
  }
}

}  // namespace

base::Result<int> StoreCommand::cat(const Cat& asked) {
  ASSIGN_OR_RETURN(const base::Id camera, base::parse_id(asked.camera));
  TimeRange range;
  ASSIGN_OR_RETURN(range.from, base::parse_rfc3339(asked.from));
  ASSIGN_OR_RETURN(range.to, base::parse_rfc3339(asked.to));
  if (range.from >= range.to) {
    return base::Error{base::ErrorKind::InvalidInput, "--to is not after --from"};
  }
  const auto volumes = place_.volume_paths();
  ASSIGN_OR_RETURN(auto recipient,
                   OfflineKeys::read_recipient(files_, asked.key_file, asked.passphrase_file));
  OfflineKeys keys{files_, volumes, std::move(recipient)};
  ASSIGN_OR_RETURN(const auto all, segments_on_disk(files_, volumes, camera));
  std::map<base::Id, std::string> paths;
  for (const SegmentOnDisk& each : all) paths[each.segment.volume] = each.volume_path;

  FootageStore store{files_,
                     clock_,
                     {.volume_path = [&](const base::Id& volume) -> std::optional<std::string> {
                        return paths.at(volume);
                      },
                      .open_key = [&](const base::Id&, base::ByteView header,
                                      const KeyUse&) { return keys.open_segment(header); }}};
  const Viewer viewer{{}, {"console", "store cat"}};
  const PlaybackIndex index = index_segments(in_range(all, range), store, range);
  ASSIGN_OR_RETURN(ClipPlan made, plan_clip(index, store, viewer));
  const auto plan = std::make_shared<const ClipPlan>(std::move(made));
  ClipSource source{plan, store, viewer};
  RETURN_IF_ERROR(copy_to_file(files_, source, asked.out));
  print_clip(*plan, asked.out);
  return plan->findings.empty() ? 0 : 1;
}

}  // namespace nvr

#include "storage/check/archive_scan.h"

#include <algorithm>
#include <functional>
#include <set>

namespace storage {
namespace {

constexpr std::size_t kEntriesMax = 10'000'000;
constexpr std::string_view kMirrorEnd = ".mirror";

// The entries of a directory; none when it is not there.
base::Result<std::vector<base::DirectoryEntry>> entries_of(base::FileSystem& files,
                                                           const std::string& path) {
  auto entries = files.list(path, kEntriesMax);
  if (!entries && entries.error().kind == base::ErrorKind::NotFound) {
    return std::vector<base::DirectoryEntry>{};
  }
  return entries;
}

class ArchiveScan {
 public:
  ArchiveScan(base::FileSystem& files, std::span<const std::string> volumes, base::Day from_day)
      : files_{files}, volumes_{volumes}, from_day_{from_day} {}

  base::Result<FoundArchive> run() {
    for (std::size_t volume = 0; volume < volumes_.size(); ++volume) {
      RETURN_IF_ERROR(segments_of(volume));
      RETURN_IF_ERROR(logs_of(volume));
    }
    for (auto& [stream, segments] : found_.segments) {
      std::ranges::sort(segments, {}, &FoundSegment::name);
    }
    for (const auto& [camera, days] : logs_) {
      found_.chain_logs[camera].assign(days.begin(), days.end());
    }
    return std::move(found_);
  }

 private:
  base::Result<void> segments_of(std::size_t volume) {
    ASSIGN_OR_RETURN(const auto cameras, entries_of(files_, joined(volumes_[volume], "segments")));
    for (const base::DirectoryEntry& camera : cameras) {
      const std::string below = "segments/" + camera.name;
      const auto id = base::parse_id(camera.name);
      if (!id) {
        found_.strange.push_back(below);
        continue;
      }
      ASSIGN_OR_RETURN(const auto days, entries_of(files_, joined(volumes_[volume], below)));
      for (const base::DirectoryEntry& day : days) {
        RETURN_IF_ERROR(segments_of_day(volume, *id, below + "/" + day.name, day.name));
      }
    }
    return {};
  }

  base::Result<void> segments_of_day(std::size_t volume, const base::Id& camera,
                                     const std::string& folder, const std::string& day_text) {
    const auto day = base::parse_day_name(day_text);
    if (!day) found_.strange.push_back(folder);
    if (!day || *day < from_day_) return {};
    ASSIGN_OR_RETURN(const auto entries, entries_of(files_, joined(volumes_[volume], folder)));
    for (const base::DirectoryEntry& entry : entries) {
      const std::string path = folder + "/" + entry.name;
      const auto name = parse_segment_name(entry.name);
      if (name) {
        found_.segments[{camera, name->stream}].push_back({*name, volume, *day, path});
      } else {
        found_.strange.push_back(path);
      }
    }
    return {};
  }

  base::Result<void> logs_of(std::size_t volume) {
    ASSIGN_OR_RETURN(const auto cameras, entries_of(files_, joined(volumes_[volume], "chain")));
    for (const base::DirectoryEntry& camera : cameras) {
      const auto id = base::parse_id(camera.name);
      if (!id) continue;  // the signers log
      ASSIGN_OR_RETURN(const auto days,
                       entries_of(files_, joined(volumes_[volume], "chain/" + camera.name)));
      for (const base::DirectoryEntry& entry : days) {
        std::string_view name = entry.name;
        if (name.ends_with(kMirrorEnd)) name.remove_suffix(kMirrorEnd.size());
        if (const auto day = base::parse_day_name(name)) logs_[*id].insert(*day);
      }
    }
    return {};
  }

  base::FileSystem& files_;
  std::span<const std::string> volumes_;
  base::Day from_day_;
  FoundArchive found_;
  std::map<base::Id, std::set<base::Day>> logs_;
};

}  // namespace

base::Result<FoundArchive> scan_archive(base::FileSystem& files,
                                        std::span<const std::string> volumes, base::Day from_day) {
  return ArchiveScan{files, volumes, from_day}.run();
}

}  // namespace storage

#include "storage/volume/wraps_files.h"

#include <algorithm>
#include <set>

#include "storage/volume/archive_paths.h"

namespace storage {
namespace {

constexpr std::size_t kWrapsBytesMax = kWrapsFixedBytes + kWrapsMax * kWrapBytes + kCheckBytes;
constexpr std::size_t kDaysMax = 100'000;

}  // namespace

base::Result<void> write_wraps(base::FileSystem& files, std::span<const std::string> volumes,
                               const WrapsFile& wraps) {
  const base::Bytes bytes = marshal(wraps);
  for (const std::string& path : copies_of(volumes, wraps_path(wraps.camera, wraps.day))) {
    RETURN_IF_ERROR(
        base::make_directories(files, base::parent_directory(path), base::Access::GroupReads));
    RETURN_IF_ERROR(base::write_file_atomically(files, path, bytes, base::Access::GroupReads));
  }
  return {};
}

base::Result<WrapsFile> read_wraps(base::FileSystem& files, std::span<const std::string> volumes,
                                   const base::Id& camera, base::Day day) {
  base::Error error{base::ErrorKind::NotFound, "no wraps of that camera and day"};
  for (const std::string& volume : volumes) {
    const std::string path = joined(volume, wraps_path(camera, day));
    for (const std::string& copy : {path, path + ".mirror"}) {
      const auto bytes = base::read_small_file(files, copy, kWrapsBytesMax);
      if (!bytes) {
        if (bytes.error().kind != base::ErrorKind::NotFound) error = bytes.error();
        continue;
      }
      const auto wraps = parse_wraps_file(*bytes);
      if (wraps && wraps->camera == camera && wraps->day == day) return *wraps;
      error = {base::ErrorKind::Corrupt, copy + " is damaged or misplaced"};
    }
  }
  return error;
}

base::Result<std::vector<base::Day>> wraps_days(base::FileSystem& files,
                                                std::span<const std::string> volumes,
                                                const base::Id& camera) {
  std::set<base::Day> days;
  for (const std::string& volume : volumes) {
    const auto entries = files.list(joined(volume, "keys/" + base::to_string(camera)), kDaysMax);
    if (!entries) {
      if (entries.error().kind == base::ErrorKind::NotFound) continue;
      return entries.error();
    }
    for (const base::DirectoryEntry& entry : *entries) {
      if (const auto day = base::parse_day_name(entry.name)) days.insert(*day);
    }
  }
  return std::vector<base::Day>{days.begin(), days.end()};
}

}  // namespace storage

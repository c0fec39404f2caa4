#include "storage/volume/wraps_files.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "storage/volume/archive_paths.h"

namespace storage {
namespace {

constexpr std::size_t kWrapsBytesMax = kWrapsFixedBytes + kWrapsMax * kWrapBytes + kCheckBytes;
constexpr std::size_t kDaysMax = 100'000;

// The volumes that hold copies.
std::span<const std::string> volumes_of_copies(std::span<const std::string> volumes) {
  return volumes.first(std::min<std::size_t>(volumes.size(), 2));
}

base::Result<void> make_unsynced(base::FileSystem& files, const std::string& directory) {
  const auto made = files.make_directory(directory, base::Access::GroupReads);
  if (made || made.error().kind == base::ErrorKind::Exists) return {};
  if (made.error().kind != base::ErrorKind::NotFound) return made;
  RETURN_IF_ERROR(make_unsynced(files, base::parent_directory(directory)));
  return files.make_directory(directory, base::Access::GroupReads);
}

base::Result<void> write_wraps_draft(base::FileSystem& files, const std::string& path,
                                     base::ByteView bytes) {
  RETURN_IF_ERROR(make_unsynced(files, base::parent_directory(path)));
  const auto left = files.remove_file(path);  // by a crash
  if (!left && left.error().kind != base::ErrorKind::NotFound) return left;
  ASSIGN_OR_RETURN(const auto draft, files.create(path, base::Access::GroupReads));
  return draft->append(bytes);
}

using VolumeHandles = std::vector<std::unique_ptr<base::VolumeHandle>>;

base::Result<void> sync_all(const VolumeHandles& volumes) {
  for (const auto& volume : volumes) RETURN_IF_ERROR(volume->sync());
  return {};
}

}  // namespace

base::Result<void> write_many_wraps(base::FileSystem& files, std::span<const std::string> volumes,
                                    std::span<const WrapsFile> wraps) {
  VolumeHandles handles;  // opened first: they answer for what is written from now on
  for (const std::string& volume : volumes_of_copies(volumes)) {
    ASSIGN_OR_RETURN(auto handle, files.open_volume(volume));
    handles.push_back(std::move(handle));
  }
  std::vector<std::string> paths;
  for (const WrapsFile& each : wraps) {
    const base::Bytes bytes = marshal(each);
    for (const std::string& path : copies_of(volumes, wraps_path(each.camera, each.day))) {
      RETURN_IF_ERROR(write_wraps_draft(files, path + ".new", bytes));
      paths.push_back(path);
    }
  }
  RETURN_IF_ERROR(sync_all(handles));
  for (const std::string& path : paths) RETURN_IF_ERROR(files.rename(path + ".new", path));
  return sync_all(handles);
}

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

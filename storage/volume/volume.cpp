#include "storage/volume/volume.h"

#include "storage/volume/archive_paths.h"

namespace storage {

base::Result<VolumeMark> read_volume_mark(base::FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(const base::Bytes bytes,
                   base::read_small_file(files, joined(path, kVolumeMarkName), kVolumeMarkBytes));
  return parse_volume_mark(bytes);
}

base::Result<Volume> Volume::open(base::FileSystem& files, std::string path,
                                  const base::Id& recorder) {
  ASSIGN_OR_RETURN(const VolumeMark mark, read_volume_mark(files, path));
  if (mark.recorder != recorder) {
    return base::Error{base::ErrorKind::Denied, path + " is a volume of another recorder"};
  }
  return Volume{files, std::move(path), mark};
}

base::Result<Volume> Volume::make(base::FileSystem& files, std::string path,
                                  const VolumeMark& mark) {
  RETURN_IF_ERROR(base::make_directories(files, path, base::Access::GroupReads));
  const std::string name = joined(path, kVolumeMarkName);
  if (files.stat(name)) return base::Error{base::ErrorKind::Exists, path + " has a mark"};
  RETURN_IF_ERROR(
      base::write_file_atomically(files, name, marshal(mark), base::Access::GroupReads));
  return Volume{files, std::move(path), mark};
}

base::Result<void> Volume::check_present() const {
  ASSIGN_OR_RETURN(const VolumeMark mark, read_volume_mark(*files_, path_));
  if (mark != mark_) {
    return base::Error{base::ErrorKind::Denied, path_ + " is another volume now"};
  }
  return {};
}

}  // namespace storage

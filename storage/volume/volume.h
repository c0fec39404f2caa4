// A volume: a mounted directory that bears our mark. Whatever lacks it, or names another recorder,
// is never written to. Safe from any thread; the file system outlives it.
// Specification: docs/design/sealed-archive.md, "Volume mark".
#pragma once

#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/random_id.h"
#include "base/result.h"
#include "storage/segment/volume_files_format.h"

namespace storage {

class Volume {
 public:
  // NotFound: no mark. Denied: the mark names another recorder.
  static base::Result<Volume> open(base::FileSystem& files, std::string path,
                                   const base::Id& recorder);
  // Marks `path`, made when it is missing, as a volume of ours; Exists when it has a mark.
  static base::Result<Volume> make(base::FileSystem& files, std::string path,
                                   const VolumeMark& mark);

  const std::string& path() const { return path_; }
  const VolumeMark& mark() const { return mark_; }
  const base::Id& id() const { return mark_.volume; }

  base::Result<base::Space> space() const { return files_->space(path_); }
  // Whether the mark is still there: a volume that was unmounted, or exchanged, has none of ours.
  base::Result<void> check_present() const;

 private:
  Volume(base::FileSystem& files, std::string path, const VolumeMark& mark)
      : files_{&files}, path_{std::move(path)}, mark_{mark} {}

  base::FileSystem* files_;
  std::string path_;
  VolumeMark mark_;
};

// The mark of whatever volume is at `path`.
base::Result<VolumeMark> read_volume_mark(base::FileSystem& files, const std::string& path);

}  // namespace storage

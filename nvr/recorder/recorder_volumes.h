// The volumes of a recorder: those it made are opened, new ones are marked, once.
//
// A path that was a volume of ours and has no mark any more is not mounted, and is never written
// to. Used at start. Specification: docs/design/sealed-archive.md, "Volume mark".
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/log/logger.h"
#include "base/random_id.h"
#include "base/result.h"
#include "storage/volume/volume.h"

namespace nvr {

// The recorder's id, made at its first start.
base::Result<base::Id> recorder_identity(base::FileSystem& files, base::IdSource& ids,
                                         const std::string& directory);

struct VolumeWorld {
  base::FileSystem& files;
  base::IdSource& ids;
  const base::Clock& clock;
  const base::Logger& logger;
  std::string directory;  // of the recorder's state: it remembers which paths were volumes
  base::Id recorder;
};

// Those that can be used; an error when there is none.
base::Result<std::vector<storage::Volume>> open_volumes(const VolumeWorld& world,
                                                        const std::vector<std::string>& paths);

}  // namespace nvr

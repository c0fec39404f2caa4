// The wraps of day keys on their volumes: written whole, in two copies, and read from whichever is
// sound. Safe from any thread, one writer per camera and day.
// Specification: docs/design/sealed-archive.md, "Wraps file".
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "storage/segment/volume_files_format.h"

namespace storage {

// Durable in both copies on success.
base::Result<void> write_wraps(base::FileSystem& files, std::span<const std::string> volumes,
                               const WrapsFile& wraps);

// The same for many at once, with two syncs of each volume instead of some of each file. After an
// error any of them may be written, each of its copies whole.
base::Result<void> write_many_wraps(base::FileSystem& files, std::span<const std::string> volumes,
                                    std::span<const WrapsFile> wraps);

// From any copy on any volume; NotFound when there is none.
base::Result<WrapsFile> read_wraps(base::FileSystem& files, std::span<const std::string> volumes,
                                   const base::Id& camera, base::Day day);

// The days a camera has wraps for, rising.
base::Result<std::vector<base::Day>> wraps_days(base::FileSystem& files,
                                                std::span<const std::string> volumes,
                                                const base::Id& camera);

}  // namespace storage

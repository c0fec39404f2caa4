// Finds what lies in an archive: every segment file, log and wraps file of its volumes, by name,
// in order. Reads directories only. Single-threaded.
// Specification: docs/design/sealed-archive.md, "Directories".
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "storage/catalog/catalog_rows.h"
#include "storage/volume/archive_paths.h"

namespace storage {

struct FoundSegment {
  SegmentName name{};
  std::size_t volume = 0;  // index into the volumes
  base::Day day = 0;       // of the folder
  std::string path{};      // relative to the volume
};

struct FoundArchive {
  std::map<StreamKey, std::vector<FoundSegment>> segments{};  // by sequence
  std::map<base::Id, std::vector<base::Day>> chain_logs{};    // by camera, rising
  std::vector<std::string> strange{};                         // names that are none of ours
};

// `from_day` leaves out the folders of earlier days.
base::Result<FoundArchive> scan_archive(base::FileSystem& files,
                                        std::span<const std::string> volumes,
                                        base::Day from_day = 0);

}  // namespace storage

// An archive as it lies on its volumes, looked at without recorder or keeper: what `custody store`
// works on. Reads only. Single-threaded.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/random_id.h"
#include "base/result.h"
#include "nvr/view/view_rows.h"
#include "storage/segment/segment_reader.h"

namespace nvr {

// Where an archive is: the recorder's state directory, or its volumes one by one.
struct ArchivePlace {
  std::filesystem::path state = "/var/lib/custody/recorder";
  std::vector<std::string> volumes{};  // empty: <state>/volume

  std::vector<std::string> volume_paths() const;
};

// A segment and what its records say, or why it cannot be read.
struct SegmentOnDisk {
  ViewedSegment segment{};
  std::string volume_path{};
  std::uint32_t records = 0;
  std::string trouble{};
};

// Every segment of a camera, or of all, in order of stream and sequence; walks their headers.
base::Result<std::vector<SegmentOnDisk>> segments_on_disk(base::FileSystem& files,
                                                          const std::vector<std::string>& volumes,
                                                          const std::optional<base::Id>& camera);

}  // namespace nvr

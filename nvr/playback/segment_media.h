// The bytes of a segment that a browser plays: its initialisation, relabelled, and runs of media
// records, opened.
//
// A record that is not what was written is left out and named, and with it the pictures that need
// it. Safe from any thread; waits for disk and keeper.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "nvr/playback/footage_store.h"

namespace nvr {

inline constexpr std::uint64_t kMediaBytesMax = std::uint64_t{32} << 20;  // of one answer

base::Result<base::Bytes> browser_init(FootageStore& store, const ViewedSegment& segment,
                                       const Viewer& viewer);

struct MediaRun {
  base::Bytes bytes{};                   // moof and mdat boxes
  std::vector<std::uint64_t> altered{};  // numbers of records that are not what was written
};

// The video records from `first` to `last`, both inside, and the sound that belongs to them.
// InvalidInput: more than kMediaBytesMax. NotFound: there is none.
base::Result<MediaRun> browser_media(FootageStore& store, const ViewedSegment& segment,
                                     const Viewer& viewer, std::uint64_t first, std::uint64_t last);

}  // namespace nvr

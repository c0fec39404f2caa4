// The media records of a segment as playing needs them: which there are, when, and which can be
// delivered to a browser. Found without a key. Pure apart from reading the segment's file.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "storage/segment/segment_reader.h"

namespace nvr {

struct MediaRecord {
  storage::IndexEntry entry{};
  base::WallTime from{};
  base::WallTime to{};
  bool video = false;
  bool key = false;  // of video: decoding can start here
};

struct SegmentMedia {
  storage::SegmentEnd end = storage::SegmentEnd::Unterminated;
  std::optional<storage::Damage> damage{};
  std::optional<storage::IndexEntry> init{};
  std::vector<MediaRecord> records{};  // video and sound, by number
  // Where the times inside the media are zero.
  base::WallTime origin{};
  std::string video_codec{};     // RFC 6381 as stored: avc3.640028
  std::string browser_codecs{};  // what init_for_browser() keeps: avc1.640028,mp4a.40.2
  std::set<std::uint8_t> browser_tracks{};
};

// Of a finished segment, an unterminated one, or one that is still growing.
base::Result<SegmentMedia> media_of(storage::SegmentReader& reader);

}  // namespace nvr

// What one receiver gets of a feed: from a key frame on, with sender reports in between, and
// nothing while it is slower than the feed; then it goes on at the next key frame.
//
// Pure: bytes are appended to whatever the caller sends. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "base/bytes.h"
#include "rtsp/feed.h"

namespace rtsp {

class Playout {
 public:
  struct Options {
    std::size_t queued_bytes_max = std::size_t{4} << 20;  // beyond it the receiver is slow
    std::uint32_t report_interval_s = 2;
  };

  struct Channels {
    std::uint8_t rtp;
    std::uint8_t rtcp;
  };

  // `tracks` are those that were set up; of `feed` only its shape is used.
  Playout(const Feed& feed, std::map<std::size_t, Channels> tracks, Options options);

  // Appends the unit's packets in interleaved frames to `out`, of which `queued` bytes have been
  // waiting already, or skips it.
  void take(const Unit& unit, std::size_t queued, base::Bytes& out);

  bool lagging() const { return waiting_for_key_ && started_; }
  std::uint64_t skipped() const { return skipped_; }  // units, since the first that was sent

 private:
  struct Track {
    Channels channels;
    std::uint32_t report_interval;               // in ticks of its clock
    std::optional<std::uint32_t> last_report{};  // when, by its clock
  };

  bool may_pass(const Unit& unit, std::size_t queued);

  Options options_;
  std::map<std::size_t, Track> tracks_;
  bool has_video_ = false;
  bool waiting_for_key_ = true;
  bool started_ = false;
  std::uint64_t skipped_ = 0;
};

}  // namespace rtsp

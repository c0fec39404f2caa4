// Follows the sequence numbers of one RTP source: what is missing, late, doubled (RFC 3550 A.1).
//
// Not thread-safe; belongs to one stream.
#pragma once

#include <cstdint>

namespace media {

class SequenceTracker {
 public:
  enum class Arrival {
    Next,       // the first of all, or the one expected
    Gap,        // later than expected: missing() were skipped
    Late,       // filled a gap after it was reported
    Duplicate,  // seen before, or too old to tell
    Stray,      // far from everything: to be ignored, unless its successor follows
    Restart     // the successor of a stray: the source began anew
  };

  Arrival take(std::uint16_t sequence);

  std::uint32_t missing() const { return missing_; }  // packets the last Gap skipped; else 0

  std::uint64_t received() const { return received_; }  // without duplicates and strays
  std::uint64_t lost() const { return lost_; }          // skipped and not filled in since
  std::uint64_t reordered() const { return reordered_; }
  std::uint64_t duplicates() const { return duplicates_; }
  // For receiver reports: the count of wraps above the highest number.
  std::uint32_t extended_highest() const { return extended_highest_; }

 private:
  Arrival take_forward(std::uint32_t distance);
  Arrival take_backward(std::uint32_t distance);
  Arrival take_stray(std::uint16_t sequence);

  bool started_ = false;
  std::uint32_t extended_highest_ = 0;
  std::uint64_t seen_ = 0;  // bit i: the highest minus i has arrived
  std::int32_t stray_successor_ = -1;
  std::uint32_t missing_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t reordered_ = 0;
  std::uint64_t duplicates_ = 0;
};

}  // namespace media

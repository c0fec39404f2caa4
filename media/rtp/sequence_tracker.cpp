#include "media/rtp/sequence_tracker.h"

namespace media {
namespace {

// Of RFC 3550, appendix A.1.
constexpr std::uint32_t kDropoutMax = 3000;
constexpr std::uint32_t kMisorderMax = 100;
constexpr std::uint32_t kSequences = 0x1'0000;
constexpr std::uint32_t kHistory = 64;

}  // namespace

SequenceTracker::Arrival SequenceTracker::take(std::uint16_t sequence) {
  missing_ = 0;
  if (!started_) {
    started_ = true;
    extended_highest_ = sequence;
    seen_ = ~std::uint64_t{0};  // what came before we listened is not missed
    ++received_;
    return Arrival::Next;
  }
  const std::uint32_t distance = (sequence - extended_highest_) & (kSequences - 1);
  if (distance < kDropoutMax && distance > 0) return take_forward(distance);
  if (distance == 0 || distance > kSequences - kMisorderMax) {
    return take_backward((kSequences - distance) & (kSequences - 1));
  }
  return take_stray(sequence);
}

SequenceTracker::Arrival SequenceTracker::take_forward(std::uint32_t distance) {
  extended_highest_ += distance;
  seen_ = (distance < kHistory ? seen_ << distance : 0) | 1;
  stray_successor_ = -1;
  missing_ = distance - 1;
  lost_ += missing_;
  ++received_;
  return missing_ == 0 ? Arrival::Next : Arrival::Gap;
}

SequenceTracker::Arrival SequenceTracker::take_backward(std::uint32_t distance) {
  const std::uint64_t bit = distance < kHistory ? std::uint64_t{1} << distance : 0;
  if (bit == 0 || (seen_ & bit) != 0) {
    ++duplicates_;
    return Arrival::Duplicate;
  }
  seen_ |= bit;
  --lost_;
  ++received_;
  ++reordered_;
  return Arrival::Late;
}

SequenceTracker::Arrival SequenceTracker::take_stray(std::uint16_t sequence) {
  if (sequence != stray_successor_) {
    stray_successor_ = static_cast<std::uint16_t>(sequence + 1);
    return Arrival::Stray;
  }
  stray_successor_ = -1;
  extended_highest_ = ((extended_highest_ / kSequences + 1) * kSequences) | sequence;
  seen_ = ~std::uint64_t{0};
  ++received_;
  return Arrival::Restart;
}

}  // namespace media

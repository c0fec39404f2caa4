#include "nvr/live/live_ring_reader.h"

#include <atomic>
#include <bit>
#include <cstring>

namespace nvr {
namespace {

using namespace ring;

// Between two looks at the ring a writer can overtake us again; a few times in a row is enough to
// wait for the next bell instead.
constexpr int kStepsMax = 8;

std::uint64_t load_ring_word(const std::uint64_t* from) {
  // The memory is mapped for reading; a lock-free load does not write.
  return std::atomic_ref{*const_cast<std::uint64_t*>(from)}.load(std::memory_order_acquire);
}

base::Error broken_ring(const char* what) {
  return {base::ErrorKind::Corrupt, std::string{"live ring: "} + what};
}

}  // namespace

base::Result<LiveRingReader> LiveRingReader::open(base::UniqueFd memory) {
  ASSIGN_OR_RETURN(auto mapped, SharedMemory::map(std::move(memory), kHeadBytes + kCapacityMin,
                                                  kHeadBytes + kCapacityMax));
  const std::uint64_t capacity = load_ring_word(mapped.words() + Capacity);
  if (load_ring_word(mapped.words() + Magic) != kMagic) return broken_ring("none");
  if (load_ring_word(mapped.words() + Version) != kVersion) return broken_ring("another version");
  if (!std::has_single_bit(capacity) || kHeadBytes + capacity != mapped.bytes()) {
    return broken_ring("another size than it says");
  }
  return LiveRingReader{std::move(mapped), capacity};
}

std::uint64_t LiveRingReader::load(std::size_t word) const {
  return load_ring_word(memory_.words() + word);
}

bool LiveRingReader::overrun() const {
  return load(Reserved) - position_ > capacity_;
}

bool LiveRingReader::resume() {
  const std::uint64_t group = load(Group);
  if (group == kNoGroup || group == position_) return false;
  if (position_ != kNoGroup) {
    ++overruns_;
    missed_ = true;
  }
  position_ = group;
  return true;
}

base::Result<LiveHead> LiveRingReader::check(const EntryHead& head, std::uint64_t written) const {
  const std::uint64_t bytes = head[Bytes];
  if (head[Kind] < 1 || head[Kind] > 3) return broken_ring("an unknown kind");
  if (bytes > content_bytes_max(capacity_)) return broken_ring("an entry that is too long");
  const std::uint64_t whole = entry_bytes(bytes);
  if (whole > written - position_ || whole > capacity_ - position_ % capacity_) {
    return broken_ring("an entry that runs over its end");
  }
  LiveHead told;
  told.kind = static_cast<LiveKind>(head[Kind]);
  told.key = (head[Flags] & kFlagKey) != 0;
  told.discontinuity = (head[Flags] & kFlagDiscontinuity) != 0;
  told.media_time = head[MediaTime];
  told.duration = static_cast<std::uint32_t>(head[Duration]);
  told.wall = base::Ticks{head[Wall]};
  return told;
}

base::Result<LiveRingReader::Step> LiveRingReader::step(LiveEntry& entry) {
  if (position_ == kNoGroup || overrun()) return resume() ? Step::Again : Step::Nothing;
  const std::uint64_t written = load(Written);
  if (position_ == written) return Step::Nothing;
  if (position_ % kUnit != 0) return broken_ring("a bad place");
  if (written - position_ > capacity_) {
    // Overtaken since we looked, or a lie.
    return overrun() ? base::Result<Step>{Step::Again} : broken_ring("a bad place");
  }

  const std::uint64_t* const from =
      memory_.words() + (kHeadBytes + position_ % capacity_) / kWordBytes;
  EntryHead head{};
  for (std::size_t i = 0; i < head.size(); ++i) head[i] = load_ring_word(from + i);
  if (overrun()) return Step::Again;
  if (head[Position] != position_) return broken_ring("an entry of another place");
  if (head[Kind] == kSkip) {
    position_ += capacity_ - position_ % capacity_;
    return Step::Again;
  }
  ASSIGN_OR_RETURN(entry.head, check(head, written));
  const auto bytes = static_cast<std::size_t>(head[Bytes]);
  entry.content.resize(bytes);
  const std::uint64_t* content = from + head.size();
  for (std::size_t done = 0; done < bytes; done += kWordBytes) {
    const std::uint64_t word = load_ring_word(content++);
    std::memcpy(entry.content.data() + done, &word, std::min(kWordBytes, bytes - done));
  }
  if (overrun()) return Step::Again;
  position_ += entry_bytes(bytes);
  return Step::Entry;
}

base::Result<std::optional<LiveEntry>> LiveRingReader::next() {
  LiveEntry entry;
  for (int i = 0; i < kStepsMax; ++i) {
    ASSIGN_OR_RETURN(const Step done, step(entry));
    if (done == Step::Nothing) break;
    if (done == Step::Again) continue;
    if (missed_ && entry.head.kind != LiveKind::Init) {
      entry.head.discontinuity = true;
      missed_ = false;
    }
    return std::optional{std::move(entry)};
  }
  return std::optional<LiveEntry>{};
}

}  // namespace nvr

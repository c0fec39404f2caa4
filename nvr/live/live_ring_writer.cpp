#include "nvr/live/live_ring_writer.h"

#include <atomic>
#include <bit>
#include <cassert>
#include <cstring>

namespace nvr {

using namespace ring;

base::Result<LiveRingWriter> LiveRingWriter::make(std::uint64_t capacity) {
  assert(std::has_single_bit(capacity) && capacity >= kCapacityMin && capacity <= kCapacityMax);
  ASSIGN_OR_RETURN(
      auto memory,
      SharedMemory::make("custody-live", static_cast<std::size_t>(kHeadBytes + capacity)));
  return LiveRingWriter{std::move(memory), capacity};
}

LiveRingWriter::LiveRingWriter(SharedMemory memory, std::uint64_t capacity)
    : memory_{std::move(memory)}, capacity_{capacity} {
  store(word(Capacity), capacity);
  store(word(Group), kNoGroup);
  store(word(Version), kVersion);
  store(word(Magic), kMagic);
}

base::Result<base::UniqueFd> LiveRingWriter::share() const {
  return memory_.duplicate();
}

std::uint64_t* LiveRingWriter::at(std::uint64_t position) {
  return memory_.words() + (kHeadBytes + position % capacity_) / kWordBytes;
}

// Release, so that who reads a word that overwrote an older one also sees that it was reserved.
void LiveRingWriter::store(std::uint64_t* to, std::uint64_t value) {
  std::atomic_ref{*to}.store(value, std::memory_order_release);
}

void LiveRingWriter::store_parts(std::uint64_t* to, std::span<const base::ByteView> parts) {
  std::uint64_t open = 0;
  std::size_t filled = 0;
  for (base::ByteView part : parts) {
    while (!part.empty()) {
      const std::size_t taken = std::min(kWordBytes - filled, part.size());
      std::memcpy(reinterpret_cast<std::uint8_t*>(&open) + filled, part.data(), taken);
      part = part.subspan(taken);
      filled += taken;
      if (filled < kWordBytes) continue;
      store(to++, open);
      filled = 0;
      open = 0;
    }
  }
  if (filled > 0) store(to, open);
}

void LiveRingWriter::skip_to_front(std::uint64_t room) {
  store(word(Reserved), position_ + room);
  std::uint64_t* const head = at(position_);
  store(head + Position, position_);
  store(head + Kind, kSkip);
  position_ += room;
}

void LiveRingWriter::append(const LiveHead& head, std::uint64_t bytes,
                            std::span<const base::ByteView> parts) {
  const std::uint64_t whole = entry_bytes(bytes);
  const std::uint64_t room = capacity_ - position_ % capacity_;
  if (whole > room) skip_to_front(room);
  store(word(Reserved), position_ + whole);
  std::uint64_t* const to = at(position_);
  store(to + Position, position_);
  store(to + Kind, static_cast<std::uint64_t>(head.kind));
  store(to + Flags, (head.key ? kFlagKey : 0) | (head.discontinuity ? kFlagDiscontinuity : 0));
  store(to + Bytes, bytes);
  store(to + MediaTime, head.media_time);
  store(to + Duration, head.duration);
  store(to + Wall, head.wall.count);
  store_parts(to + kEntryHeadBytes / kWordBytes, parts);
  position_ += whole;
}

bool LiveRingWriter::write(const LiveHead& head, std::span<const base::ByteView> parts) {
  std::uint64_t bytes = 0;
  for (const base::ByteView part : parts) bytes += part.size();
  const bool begins = head.kind == LiveKind::Video && head.key && !init_.empty();
  if ((!begins && !in_group_) || bytes > content_bytes_max(capacity_)) {
    lost_one_ = true;
    return false;
  }
  LiveHead told = head;
  told.discontinuity = told.discontinuity || std::exchange(lost_one_, false);
  if (begins) {
    in_group_ = true;
    const std::uint64_t whole = entry_bytes(init_.size());
    const std::uint64_t room = capacity_ - position_ % capacity_;
    if (whole > room) skip_to_front(room);
    const std::uint64_t group = position_;
    const base::ByteView init[] = {init_};
    append({.kind = LiveKind::Init, .key = true, .wall = head.wall}, init_.size(), init);
    append(told, bytes, parts);
    store(word(Written), position_);
    store(word(Group), group);
    return true;
  }
  append(told, bytes, parts);
  store(word(Written), position_);
  return true;
}

}  // namespace nvr

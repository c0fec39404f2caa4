// Writes a live ring: shared memory that is written once and never waited on, however many read.
//
// What is handed out by share() can be mapped for reading only and cannot change its size, so no
// reader can harm the writer or another reader. One thread writes. Inverse: live_ring_reader.h.
// Specification: docs/design/live-ring.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "nvr/live/live_entry.h"
#include "nvr/live/ring_layout.h"
#include "nvr/live/shared_memory.h"

namespace nvr {

class LiveRingWriter {
 public:
  // `capacity` of the data area: a power of two from ring::kCapacityMin.
  static base::Result<LiveRingWriter> make(std::uint64_t capacity);

  base::Result<base::UniqueFd> share() const;  // another descriptor of the same memory

  // Goes out before the next key picture, and each after that. Samples before it are left out.
  void set_init(base::Bytes init) { init_ = std::move(init); }

  // False when the sample was left out: no group has begun yet, or it is too large for the ring.
  bool write(const LiveHead& head, std::span<const base::ByteView> parts);

 private:
  LiveRingWriter(SharedMemory memory, std::uint64_t capacity);

  std::uint64_t* word(std::size_t index) { return memory_.words() + index; }
  std::uint64_t* at(std::uint64_t position);
  void store(std::uint64_t* to, std::uint64_t value);
  void store_parts(std::uint64_t* to, std::span<const base::ByteView> parts);
  void append(const LiveHead& head, std::uint64_t bytes, std::span<const base::ByteView> parts);
  void skip_to_front(std::uint64_t room);

  SharedMemory memory_;
  std::uint64_t capacity_;
  std::uint64_t position_ = 0;
  base::Bytes init_;
  bool in_group_ = false;
  bool lost_one_ = false;
};

}  // namespace nvr

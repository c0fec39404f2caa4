// Where things lie in a live ring, for its writer and its reader.
// Specification: docs/design/live-ring.md.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace nvr::ring {

static_assert(std::atomic_ref<std::uint64_t>::is_always_lock_free);  // it is shared by processes

// Everything is 64-bit words in the machine's own byte order: a ring never leaves the machine.
inline constexpr std::size_t kWordBytes = 8;
inline constexpr std::uint64_t kMagic = 0x43555354'4c495645;  // "CUSTLIVE"
inline constexpr std::uint64_t kVersion = 1;

// Words of the head, which is one page.
enum Word : std::size_t { Magic, Version, Capacity, Reserved, Written, Group };
inline constexpr std::size_t kHeadBytes = 4096;

// Positions count bytes since the ring was made; the data area holds position modulo capacity.
inline constexpr std::uint64_t kNoGroup = ~std::uint64_t{0};
inline constexpr std::uint64_t kCapacityMin = 64 * 1024;
inline constexpr std::uint64_t kCapacityMax = std::uint64_t{256} << 20;

// Words of an entry's head. An entry, head and content, fills whole units, so that at the end of
// the data area there is always room for the head of a skip.
enum EntryWord : std::size_t { Position, Kind, Flags, Bytes, MediaTime, Duration, Wall, Unused };
inline constexpr std::size_t kEntryHeadBytes = 64;
inline constexpr std::uint64_t kUnit = 64;

inline constexpr std::uint64_t kSkip = 0xff;  // a kind: the rest of the data area holds nothing

inline constexpr std::uint64_t kFlagKey = 1;
inline constexpr std::uint64_t kFlagDiscontinuity = 2;

using EntryHead = std::array<std::uint64_t, kEntryHeadBytes / kWordBytes>;

constexpr std::uint64_t entry_bytes(std::uint64_t content_bytes) {
  return (kEntryHeadBytes + content_bytes + kUnit - 1) / kUnit * kUnit;
}

// The longest content; a larger one is left out.
constexpr std::uint64_t content_bytes_max(std::uint64_t capacity) {
  return capacity / 2 - kEntryHeadBytes;
}

}  // namespace nvr::ring

// What lines of the locks log say: footage that must not expire, and when it may again.
// Pure; safe from any thread.
// Specification: docs/design/sealed-archive.md, "Locks lines".
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"

namespace storage {

inline constexpr std::uint16_t kAllStreams = 0xffff;
inline constexpr std::size_t kLockActorBytesMax = 128;
inline constexpr std::size_t kLockReasonBytesMax = 512;

enum class LocksLine : std::uint8_t { Lock = 1, Release = 2 };

struct Lock {
  base::Id lock{};
  base::Id camera{};  // zero: all
  base::Ticks from{};
  base::Ticks to{};
  base::Ticks until{};  // unknown: never lapses by itself
  std::uint16_t stream = kAllStreams;
  std::string actor{};  // 1 to kLockActorBytesMax bytes
  std::string reason{};

  bool operator==(const Lock&) const = default;
};

struct Release {
  base::Id lock{};
  std::string actor{};
  std::string reason{};

  bool operator==(const Release&) const = default;
};

// Longer text than the limits above is our own mistake and asserts.
base::Bytes marshal(const Lock& lock);
base::Bytes marshal(const Release& release);

// Inverses of marshal(); `body` is exactly the line's body.
base::Result<Lock> parse_lock(base::ByteView body);
base::Result<Release> parse_release(base::ByteView body);

}  // namespace storage

// Where things lie in an archive of one or more volumes. Names only help to find things.
// Pure; safe from any thread.
// Specification: docs/design/sealed-archive.md, "Directories".
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/random_id.h"
#include "base/ticks.h"
#include "storage/segment/segment_format.h"

namespace storage {

inline constexpr std::string_view kVolumeMarkName = "custody-volume";

// Relative to a volume.
std::string chain_log_path(const base::Id& camera, base::Day day);
std::string wraps_path(const base::Id& camera, base::Day day);
inline constexpr std::string_view kSignersPath = "chain/signers";
inline constexpr std::string_view kLocksPath = "locks";

std::string joined(std::string_view directory, std::string_view name);

// Where the two copies of a log or wraps file are written: on the first two volumes, or on the
// only one, the second as `<name>.mirror`.
std::array<std::string, 2> copies_of(std::span<const std::string> volumes, std::string_view path);

// What a segment's file name says.
struct SegmentName {
  StreamId stream = StreamId::Main;
  std::uint64_t sequence = 0;
  base::Id segment{};

  auto operator<=>(const SegmentName&) const = default;
};

std::optional<SegmentName> parse_segment_name(std::string_view name);

}  // namespace storage

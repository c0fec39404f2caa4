#include "storage/volume/archive_paths.h"

#include <cassert>
#include <charconv>

namespace storage {
namespace {

constexpr std::size_t kStreamDigits = 4;
constexpr std::size_t kSequenceDigits = 16;
constexpr std::size_t kIdDigits = 32;
constexpr std::string_view kSegmentEnd = ".seg";

template <typename Integer>
std::optional<Integer> from_hex_digits(std::string_view digits) {
  Integer value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string joined(std::string_view directory, std::string_view name) {
  std::string path{directory};
  if (!path.ends_with('/')) path += '/';
  return path += name;
}

std::string chain_log_path(const base::Id& camera, base::Day day) {
  return "chain/" + base::to_string(camera) + "/" + base::day_name(day);
}

std::string wraps_path(const base::Id& camera, base::Day day) {
  return "keys/" + base::to_string(camera) + "/" + base::day_name(day) + "/wraps";
}

std::array<std::string, 2> copies_of(std::span<const std::string> volumes, std::string_view path) {
  assert(!volumes.empty());
  const std::string first = joined(volumes[0], path);
  return {first, volumes.size() > 1 ? joined(volumes[1], path) : first + ".mirror"};
}

std::optional<SegmentName> parse_segment_name(std::string_view name) {
  constexpr std::size_t kSize =
      kStreamDigits + 1 + kSequenceDigits + 1 + kIdDigits + kSegmentEnd.size();
  if (name.size() != kSize || !name.ends_with(kSegmentEnd) || name[kStreamDigits] != '-' ||
      name[kStreamDigits + 1 + kSequenceDigits] != '-') {
    return std::nullopt;
  }
  const auto stream = from_hex_digits<std::uint16_t>(name.substr(0, kStreamDigits));
  const auto sequence =
      from_hex_digits<std::uint64_t>(name.substr(kStreamDigits + 1, kSequenceDigits));
  const auto segment =
      base::parse_id(name.substr(kStreamDigits + 1 + kSequenceDigits + 1, kIdDigits));
  if (!stream || !sequence || !segment || !is_stream(static_cast<StreamId>(*stream))) {
    return std::nullopt;
  }
  return SegmentName{static_cast<StreamId>(*stream), *sequence, *segment};
}

}  // namespace storage

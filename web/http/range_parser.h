// Reads the Range header of a download (RFC 9110 section 14): one range of bytes.
//
// Several ranges, other units and broken values are ignored, as the standard allows: the answer is
// then the whole. Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace http {

struct WholeBody {
  bool operator==(const WholeBody&) const = default;
};
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // inclusive; below the size

  bool operator==(const ByteRange&) const = default;
};
struct RangeNotSatisfiable {
  bool operator==(const RangeNotSatisfiable&) const = default;
};

using RangeChoice = std::variant<WholeBody, ByteRange, RangeNotSatisfiable>;

RangeChoice parse_range(std::string_view value, std::uint64_t size);

}  // namespace http

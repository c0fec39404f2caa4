// Decodes the target of a request: path segments and query parameters (RFC 3986, RFC 9112 3.2).
//
// What leaves here can be compared with names and looked up in tables: no dot segments, no NUL or
// control characters, no encoded slashes, valid UTF-8, no parameter given twice. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace http {

struct Target {
  // "/" has none; "/a/" has "a" and an empty one.
  std::vector<std::string> segments;
  std::map<std::string, std::string, std::less<>> query;

  const std::string* parameter(std::string_view name) const;  // of the query; null when absent
  std::string path() const;                                   // decoded, for people and logs

  bool operator==(const Target&) const = default;
};

inline constexpr std::size_t kTargetBytesMax = 4096;
inline constexpr std::size_t kTargetSegmentsMax = 32;
inline constexpr std::size_t kTargetParametersMax = 64;

// `text` is the origin form: it starts with a slash.
base::Result<Target> parse_target(std::string_view text);

// Encodes the target so that parse_target() reads the same value.
std::string to_string(const Target& target);

}  // namespace http

#include "web/http/target_parser.h"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace http {
namespace {

base::Error invalid(const char* what) {
  return {base::ErrorKind::InvalidInput, what};
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view{"-._~"}.find(c) != std::string_view::npos;
}

// pchar of RFC 3986, with '/' and '?'. Left out with good reason: backslash, quotes, '#', spaces.
bool is_target_char(char c) {
  return is_unreserved(c) ||
         (c != '\0' && std::string_view{"%!$&'()*+,;=:@/?"}.find(c) != std::string_view::npos);
}

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return std::nullopt;
}

// Length of the well-formed UTF-8 sequence (Unicode table 3-7) at the start of `text`, or 0.
std::size_t utf8_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto in = [](std::uint8_t value, unsigned low, unsigned high) {
    return value >= low && value <= high;
  };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = in(first, 0xc2, 0xdf)   ? 2U
                             : in(first, 0xe0, 0xef) ? 3U
                             : in(first, 0xf0, 0xf4) ? 4U
                                                     : 0U;
  if (length == 0 || text.size() < length) return 0;
  const unsigned low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const unsigned high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (!in(byte(1), low, high)) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!in(byte(i), 0x80, 0xbf)) return 0;
  }
  return length;
}

base::Result<void> check_text(std::string_view text) {
  while (!text.empty()) {
    const auto first = static_cast<std::uint8_t>(text[0]);
    if (first < 0x20 || first == 0x7f) return invalid("control character in request target");
    const std::size_t length = utf8_sequence(text);
    if (length == 0) return invalid("request target is not UTF-8");
    text.remove_prefix(length);
  }
  return {};
}

base::Result<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      const auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
      const auto low = high ? hex_digit(text[i + 2]) : std::nullopt;
      if (!low) return invalid("broken percent-encoding in request target");
      decoded += static_cast<char>(*high * 16 + *low);
      i += 2;
    }
  }
  RETURN_IF_ERROR(check_text(decoded));
  return decoded;
}

base::Result<std::string> decode_segment(std::string_view raw) {
  ASSIGN_OR_RETURN(std::string segment, decode(raw, false));
  if (segment == "." || segment == "..") return invalid("dot segment in request path");
  if (segment.find_first_of("/\\") != std::string::npos) {
    return invalid("encoded slash in request path");
  }
  return segment;
}

base::Result<std::vector<std::string>> parse_path(std::string_view path) {
  std::vector<std::string> segments;
  if (path == "/") return segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto end = std::min(path.find('/'), path.size());
    if (end == 0 && !path.empty()) return invalid("empty segment in request path");
    if (segments.size() == kTargetSegmentsMax) return invalid("request path is too deep");
    ASSIGN_OR_RETURN(std::string segment, decode_segment(path.substr(0, end)));
    segments.push_back(std::move(segment));
    path.remove_prefix(end);
  }
  return segments;
}

base::Result<void> parse_query(std::string_view text,
                               std::map<std::string, std::string, std::less<>>& query) {
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    ASSIGN_OR_RETURN(std::string name, decode(pair.substr(0, equals), true));
    ASSIGN_OR_RETURN(std::string value,
                     decode(pair.substr(std::min(equals + 1, pair.size())), true));
    if (query.size() == kTargetParametersMax) return invalid("too many query parameters");
    if (!query.emplace(std::move(name), std::move(value)).second) {
      return invalid("query parameter given twice");
    }
  }
  return {};
}

std::string encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
    } else {
      const auto value = static_cast<std::uint8_t>(c);
      encoded += '%';
      encoded += kDigits[value >> 4];
      encoded += kDigits[value & 15];
    }
  }
  return encoded;
}

}  // namespace

const std::string* Target::parameter(std::string_view name) const {
  const auto found = query.find(name);
  return found == query.end() ? nullptr : &found->second;
}

std::string Target::path() const {
  if (segments.empty()) return "/";
  std::string text;
  for (const std::string& segment : segments) text += "/" + segment;
  return text;
}

base::Result<Target> parse_target(std::string_view text) {
  if (text.size() > kTargetBytesMax) return invalid("request target is too long");
  if (!text.starts_with('/')) return invalid("request target is no path");
  for (const char c : text) {
    if (!is_target_char(c)) return invalid("character not allowed in request target");
  }
  const auto question = std::min(text.find('?'), text.size());
  Target target;
  ASSIGN_OR_RETURN(target.segments, parse_path(text.substr(0, question)));
  RETURN_IF_ERROR(parse_query(text.substr(std::min(question + 1, text.size())), target.query));
  return target;
}

std::string to_string(const Target& target) {
  std::string text;
  for (const std::string& segment : target.segments) text += "/" + encode(segment);
  if (text.empty()) text = "/";
  char separator = '?';
  for (const auto& [name, value] : target.query) {
    text += separator + encode(name) + "=" + encode(value);
    separator = '&';
  }
  return text;
}

}  // namespace http

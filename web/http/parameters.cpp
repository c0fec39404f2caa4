#include "web/http/parameters.h"

#include <algorithm>
#include <charconv>

#include "web/http/problem.h"

namespace http {

Response bad_parameter(std::string_view name, std::string_view detail) {
  return problem(422, "invalid_fields", "A parameter is not accepted.",
                 {{std::string{name}, "malformed", std::string{detail}}});
}

Response no_such(std::string_view what) {
  return problem(404, "not_found", "There is no such " + std::string{what} + ".");
}

OrRefusal<base::Id> id_in_path(const Request& request, std::string_view name) {
  const auto id = base::parse_id(request.parameter(name));
  if (!id) return no_such(name);
  return *id;
}

OrRefusal<base::WallTime> time_in_query(const Request& request, std::string_view name,
                                        std::optional<base::WallTime> fallback) {
  const std::string* text = request.target.parameter(name);
  if (text == nullptr && fallback) return *fallback;
  if (text == nullptr) return bad_parameter(name, "It is needed.");
  const auto time = base::parse_rfc3339(*text);
  if (!time) return bad_parameter(name, "It is a time like 2026-11-20T21:14:08.250Z.");
  return *time;
}

OrRefusal<std::int64_t> number_in_query(const Request& request, std::string_view name,
                                        std::int64_t min, std::int64_t max,
                                        std::optional<std::int64_t> fallback) {
  const std::string* text = request.target.parameter(name);
  if (text == nullptr && fallback) return *fallback;
  if (text == nullptr) return bad_parameter(name, "It is needed.");
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size() || number < min || number > max) {
    return bad_parameter(name, "It is a whole number from " + std::to_string(min) + " to " +
                                   std::to_string(max) + ".");
  }
  return number;
}

OrRefusal<std::optional<std::string>> text_in_query(const Request& request, std::string_view name,
                                                    std::size_t bytes_max) {
  const std::string* text = request.target.parameter(name);
  if (text == nullptr) return std::optional<std::string>{};
  const bool controls = std::ranges::any_of(
      *text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (text->empty() || text->size() > bytes_max || controls) {
    return bad_parameter(name, "It is one line of 1 to " + std::to_string(bytes_max) + " bytes.");
  }
  return std::optional{*text};
}

}  // namespace http

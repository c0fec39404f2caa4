#include "web/http/media_type.h"

#include <algorithm>

#include "web/http/headers.h"

namespace http {
namespace {

std::string_view name_of(std::string_view value) {
  return trim_spaces(value.substr(0, value.find(';')));
}

// "q=0", "q=0.", "q=0.000" and nothing else mean "not this".
bool is_switched_off(std::string_view element) {
  while (true) {
    const auto semicolon = element.find(';');
    if (semicolon == std::string_view::npos) return false;
    element.remove_prefix(semicolon + 1);
    const std::string_view parameter = trim_spaces(element.substr(0, element.find(';')));
    if (!equal_ignoring_case(parameter.substr(0, 2), "q=")) continue;
    return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
  }
}

// How exactly `range` names `type`: 0 not at all, 3 by its full name.
int precision(std::string_view range, std::string_view type) {
  if (equal_ignoring_case(range, type)) return 3;
  const std::string_view main_type = type.substr(0, type.find('/') + 1);
  if (range.size() == main_type.size() + 1 && range.ends_with('*') &&
      equal_ignoring_case(range.substr(0, main_type.size()), main_type)) {
    return 2;
  }
  return range == "*/*" || range == "*" ? 1 : 0;
}

// The most exact element decides.
bool accepts(std::string_view list, std::string_view wanted) {
  int best = 0;
  bool accepted = false;
  while (!list.empty()) {
    const std::string_view element = list.substr(0, list.find(','));
    list.remove_prefix(std::min(element.size() + 1, list.size()));
    const int precise = precision(name_of(element), wanted);
    if (precise <= best) continue;
    best = precise;
    accepted = !is_switched_off(element);
  }
  return accepted;
}

}  // namespace

bool is_media_type(std::string_view value, std::string_view type) {
  return equal_ignoring_case(name_of(value), type);
}

bool accepts_media_type(std::string_view accept, std::string_view type) {
  return accepts(accept, type);
}

bool accepts_coding(std::string_view accept_encoding, std::string_view coding) {
  return accepts(accept_encoding, coding);
}

}  // namespace http

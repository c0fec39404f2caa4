#include "appliance/hosts/json_members.h"

#include <algorithm>
#include <utility>

namespace appliance {
namespace {

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

}  // namespace

JsonMembers::JsonMembers(const base::Json& json, std::string path,
                         std::vector<http::FieldError>& errors)
    : json_{json}, path_{std::move(path)}, errors_{errors} {
  if (json.as_object() == nullptr) errors_.push_back({path_, "wrong_type", "It is an object."});
}

void JsonMembers::wrong(std::string_view name, std::string_view code, std::string_view detail) {
  errors_.push_back({field(name), std::string{code}, std::string{detail}});
}

const base::Json* JsonMembers::find(std::string_view name) {
  known_.emplace(name);
  return json_.find(name);
}

const std::string* JsonMembers::text(std::string_view name, std::size_t bytes_max) {
  const base::Json* member = find(name);
  if (member == nullptr) return nullptr;
  const std::string* text = member->as_string();
  if (text == nullptr) {
    wrong(name, "wrong_type", "It is text.");
  } else if (text->size() > bytes_max) {
    wrong(name, "too_long", "It is too long.");
  } else if (has_control_character(*text)) {
    wrong(name, "malformed", "It has a control character.");
  } else {
    return text;
  }
  return nullptr;
}

bool JsonMembers::flag(std::string_view name, bool fallback) {
  const base::Json* member = find(name);
  if (member == nullptr) return fallback;
  if (const bool* value = member->as_bool()) return *value;
  wrong(name, "wrong_type", "It is true or false.");
  return fallback;
}

std::int64_t JsonMembers::number(std::string_view name, std::int64_t fallback, std::int64_t min,
                                 std::int64_t max) {
  const base::Json* member = find(name);
  if (member == nullptr) return fallback;
  const std::int64_t* value = member->as_int();
  if (value == nullptr) {
    wrong(name, "wrong_type", "It is a whole number.");
  } else if (*value < min || *value > max) {
    wrong(name, "out_of_range",
          "It is from " + std::to_string(min) + " to " + std::to_string(max) + ".");
  } else {
    return *value;
  }
  return fallback;
}

const base::Json::Array& JsonMembers::list(std::string_view name, std::size_t count_max) {
  static const base::Json::Array kNone;
  const base::Json* member = find(name);
  if (member == nullptr) return kNone;
  const base::Json::Array* list = member->as_array();
  if (list == nullptr) {
    wrong(name, "wrong_type", "It is a list.");
  } else if (list->size() > count_max) {
    wrong(name, "too_many", "There are at most " + std::to_string(count_max) + ".");
  } else {
    return *list;
  }
  return kNone;
}

void JsonMembers::finish() {
  if (json_.as_object() == nullptr) return;
  for (const auto& [name, value] : *json_.as_object()) {
    if (known_.contains(name)) continue;
    errors_.push_back({path_, "unknown_member", "There is a member that this does not take."});
  }
}

}  // namespace appliance

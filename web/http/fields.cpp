#include "web/http/fields.h"

#include <utility>

namespace http {

Fields::Fields(const Request& request) {
  auto body = request.json();
  if (!body || body->as_object() == nullptr) return;
  body_ = *std::move(body);
  is_object_ = true;
}

void Fields::add(std::string_view name, std::string_view code, std::string_view detail) {
  errors_.push_back({"/" + std::string{name}, std::string{code}, std::string{detail}});
}

void Fields::add_if_absent(std::string_view name) {
  if (is_object_ && body_.find(name) == nullptr) add(name, "missing", "It is needed.");
}

const std::string* Fields::find_text(std::string_view name, TextBounds bounds) {
  known_.emplace(name);
  const base::Json* member = body_.find(name);
  if (member == nullptr) return nullptr;
  const std::string* text = member->as_string();
  if (text == nullptr) {
    add(name, "wrong_type", "It is text.");
  } else if (text->size() < bounds.min) {
    add(name, text->empty() ? "missing" : "too_short", "It is too short.");
  } else if (text->size() > bounds.max) {
    add(name, "too_long", "It is too long.");
  } else {
    return text;
  }
  return nullptr;
}

std::optional<std::string> Fields::optional_text(std::string_view name, TextBounds bounds) {
  const std::string* text = find_text(name, bounds);
  if (text == nullptr) return std::nullopt;
  return *text;
}

std::string Fields::text(std::string_view name, TextBounds bounds) {
  add_if_absent(name);
  return optional_text(name, bounds).value_or("");
}

std::optional<bool> Fields::optional_bool(std::string_view name) {
  known_.emplace(name);
  const base::Json* member = body_.find(name);
  if (member == nullptr) return std::nullopt;
  if (member->as_bool() == nullptr) {
    add(name, "wrong_type", "It is true or false.");
    return std::nullopt;
  }
  return *member->as_bool();
}

std::optional<std::int64_t> Fields::optional_number(std::string_view name, std::int64_t min,
                                                    std::int64_t max) {
  const base::Json* member = optional_member(name);
  if (member == nullptr) return std::nullopt;
  const std::int64_t* number = member->as_int();
  if (number != nullptr && *number >= min && *number <= max) return *number;
  add(name, number != nullptr ? "out_of_bounds" : "wrong_type",
      "It is a whole number from " + std::to_string(min) + " to " + std::to_string(max) + ".");
  return std::nullopt;
}

const base::Json* Fields::optional_member(std::string_view name) {
  known_.emplace(name);
  return body_.find(name);
}

std::optional<crypto::Secret> Fields::optional_secret(std::string_view name, TextBounds bounds) {
  const std::string* text = find_text(name, bounds);
  if (text == nullptr) return std::nullopt;
  return crypto::Secret::copy_of(*text);
}

crypto::Secret Fields::secret(std::string_view name, TextBounds bounds) {
  add_if_absent(name);
  auto found = optional_secret(name, bounds);
  return found ? *std::move(found) : crypto::Secret{};
}

std::optional<Response> Fields::refusal() {
  if (!is_object_) {
    return problem(400, "malformed_body", "The body is one JSON object.");
  }
  for (const auto& [name, value] : *body_.as_object()) {
    if (!known_.contains(name)) {
      errors_.push_back({"", "unknown_member", "There is a member that this does not take."});
    }
  }
  if (errors_.empty()) return std::nullopt;
  return problem(422, "invalid_fields", "Something in the body is not accepted.", errors_);
}

}  // namespace http

// JSON values, and the project's one way to read and write them.
//
// parse() trusts nothing: size and depth are bounded, duplicate names, invalid UTF-8 and numbers
// that do not fit are refused. dump() is deterministic: names in order, no spaces, so equal values
// give equal bytes. The third-party parser stays in json.cpp, out of everybody's compile time.
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace base {

class Json {
 public:
  using Array = std::vector<Json>;
  using Object = std::map<std::string, Json, std::less<>>;

  Json() = default;  // null
  Json(std::nullptr_t) {}
  // Constrained, because a pointer would quietly become `true`.
  Json(std::same_as<bool> auto value) : value_{value} {}
  Json(int value) : value_{std::int64_t{value}} {}
  Json(unsigned value) : value_{std::int64_t{value}} {}
  Json(std::int64_t value) : value_{value} {}
  Json(std::uint64_t value);  // beyond int64 it becomes a double
  Json(double value) : value_{value} {}
  Json(const char* value) : value_{std::string{value}} {}
  Json(std::string_view value) : value_{std::string{value}} {}
  Json(std::string value) : value_{std::move(value)} {}
  Json(Array value) : value_{std::move(value)} {}
  Json(Object value) : value_{std::move(value)} {}

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  // Each gives null for another type, so a reader states once what it expects.
  const bool* as_bool() const { return std::get_if<bool>(&value_); }
  const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&value_); }
  const double* as_double() const { return std::get_if<double>(&value_); }
  const std::string* as_string() const { return std::get_if<std::string>(&value_); }
  const Array* as_array() const { return std::get_if<Array>(&value_); }
  const Object* as_object() const { return std::get_if<Object>(&value_); }

  // The member `name` of an object; null when this is no object or has no such member.
  const Json* find(std::string_view name) const;
  Json& operator[](std::string_view name);  // makes a null into an object; asserts on others

  // The member as that type, or an InvalidInput error that names it: for required members.
  Result<bool> get_bool(std::string_view name) const;
  Result<std::int64_t> get_int(std::string_view name) const;
  Result<std::string> get_string(std::string_view name) const;

  std::string dump() const;  // invalid UTF-8 in a string is replaced by U+FFFD

  bool operator==(const Json&) const = default;

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

struct JsonLimits {
  std::size_t bytes_max = std::size_t{1} << 20;
  std::size_t depth_max = 32;
};

Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});

}  // namespace base

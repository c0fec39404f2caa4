#include "base/json/json.h"

#include <cassert>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace base {
namespace {

using Library = nlohmann::json;

// Builds our value while the library reads, so that every bound holds before memory is spent.
class Builder : public nlohmann::json_sax<Library> {
 public:
  explicit Builder(std::size_t depth_max) : depth_max_{depth_max} {}

  bool null() override { return put(Json{}); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(std::int64_t{value}); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return fail("number out of range");
    }
    return put(static_cast<std::int64_t>(value));
  }
  bool number_float(number_float_t value, const string_t& text) override {
    // The library reads an integer that does not fit as a double; silently losing digits is worse.
    const bool integral = text.find_first_of(".eE") == string_t::npos;
    return integral || !std::isfinite(value) ? fail("number out of range") : put(value);
  }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return fail("unexpected binary value"); }
  bool start_object(std::size_t) override { return open(Json::Object{}); }
  bool start_array(std::size_t) override { return open(Json::Array{}); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    Frame& frame = frames_.back();
    if (std::get<Json::Object>(frame.container).contains(name)) return fail("duplicate name");
    frame.name = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    return fail("not JSON near byte " + std::to_string(position));
  }

  Result<Json> result() && {
    if (!error_.empty()) return Error{ErrorKind::InvalidInput, std::move(error_)};
    return std::move(root_);
  }

 private:
  struct Frame {
    std::variant<Json::Array, Json::Object> container;
    std::string name;  // of the member whose value comes next
  };

  bool put(Json value) {
    if (frames_.empty()) {
      root_ = std::move(value);
    } else if (auto* array = std::get_if<Json::Array>(&frames_.back().container)) {
      array->push_back(std::move(value));
    } else {
      Frame& frame = frames_.back();
      std::get<Json::Object>(frame.container).emplace(std::move(frame.name), std::move(value));
    }
    return true;
  }
  bool open(std::variant<Json::Array, Json::Object> container) {
    if (frames_.size() == depth_max_) return fail("nested too deeply");
    frames_.push_back({std::move(container), {}});
    return true;
  }
  bool close() {
    auto container = std::move(frames_.back().container);
    frames_.pop_back();
    return std::visit([this](auto& value) { return put(Json{std::move(value)}); }, container);
  }
  bool fail(std::string why) {
    error_ = std::move(why);
    return false;
  }

  std::size_t depth_max_;
  Json root_;
  std::vector<Frame> frames_;
  std::string error_;
};

void dump_to(std::string& out, const Json& value);

void dump_string(std::string& out, const std::string& text) {
  out += Library(text).dump(-1, ' ', false, Library::error_handler_t::replace);
}

void dump_array(std::string& out, const Json::Array& array) {
  out += '[';
  for (const Json& element : array) {
    if (&element != array.data()) out += ',';
    dump_to(out, element);
  }
  out += ']';
}

void dump_object(std::string& out, const Json::Object& object) {
  out += '{';
  bool first = true;
  for (const auto& [name, member] : object) {
    if (!std::exchange(first, false)) out += ',';
    dump_string(out, name);
    out += ':';
    dump_to(out, member);
  }
  out += '}';
}

void dump_to(std::string& out, const Json& value) {
  if (value.is_null()) out += "null";
  if (const auto* flag = value.as_bool()) out += *flag ? "true" : "false";
  if (const auto* number = value.as_int()) out += std::to_string(*number);
  if (const auto* number = value.as_double()) out += Library(*number).dump();
  if (const auto* text = value.as_string()) dump_string(out, *text);
  if (const auto* array = value.as_array()) dump_array(out, *array);
  if (const auto* object = value.as_object()) dump_object(out, *object);
}

Error missing(std::string_view name, const char* type) {
  return {ErrorKind::InvalidInput, "'" + std::string{name} + "' must be " + type};
}

}  // namespace

Json::Json(std::uint64_t value) {
  if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    value_ = static_cast<std::int64_t>(value);
  } else {
    value_ = static_cast<double>(value);
  }
}

const Json* Json::find(std::string_view name) const {
  const Object* object = as_object();
  if (object == nullptr) return nullptr;
  const auto found = object->find(name);
  return found == object->end() ? nullptr : &found->second;
}

Json& Json::operator[](std::string_view name) {
  if (is_null()) value_ = Object{};
  auto* object = std::get_if<Object>(&value_);
  assert(object != nullptr);
  const auto found = object->find(name);
  return found != object->end() ? found->second : (*object)[std::string{name}];
}

Result<bool> Json::get_bool(std::string_view name) const {
  const Json* member = find(name);
  const bool* value = member != nullptr ? member->as_bool() : nullptr;
  if (value == nullptr) return missing(name, "true or false");
  return *value;
}

Result<std::int64_t> Json::get_int(std::string_view name) const {
  const Json* member = find(name);
  const std::int64_t* value = member != nullptr ? member->as_int() : nullptr;
  if (value == nullptr) return missing(name, "a whole number");
  return *value;
}

Result<std::string> Json::get_string(std::string_view name) const {
  const Json* member = find(name);
  const std::string* value = member != nullptr ? member->as_string() : nullptr;
  if (value == nullptr) return missing(name, "a string");
  return *value;
}

std::string Json::dump() const {
  std::string out;
  dump_to(out, *this);
  return out;
}

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes_max) return Error{ErrorKind::InvalidInput, "JSON is too long"};
  Builder builder{limits.depth_max};
  (void)Library::sax_parse(text, &builder);
  return std::move(builder).result();
}

}  // namespace base

// Header fields of a message: in order, names compared without regard to case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace http {

bool equal_ignoring_case(std::string_view a, std::string_view b);
bool is_token(std::string_view text);  // RFC 9110 section 5.6.2; not empty

// True when the comma-separated list `value` has `token`, without regard to case.
bool list_has_token(std::string_view value, std::string_view token);
bool is_token_list(std::string_view value);  // elements may be empty (RFC 9110 section 5.6.1.2)

std::string_view trim_spaces(std::string_view text);  // spaces and tabs at both ends

class Headers {
 public:
  struct Field {
    std::string name;
    std::string value;

    bool operator==(const Field&) const = default;
  };

  // Asserts that `name` is a token. Control bytes in `value` become spaces: whatever a value was
  // made of, it cannot start a line of its own.
  void add(std::string_view name, std::string_view value);
  void set(std::string_view name, std::string_view value);  // replaces all fields of that name
  void set_if_absent(std::string_view name, std::string_view value);
  void remove(std::string_view name);

  const std::string* find(std::string_view name) const;  // the first; null when there is none
  std::string_view get(std::string_view name) const;     // the first; empty when there is none
  std::size_t count(std::string_view name) const;

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }

  bool operator==(const Headers&) const = default;

 private:
  std::vector<Field> fields_;
};

}  // namespace http

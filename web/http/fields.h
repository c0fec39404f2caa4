// Reads the members of a JSON body one by one and remembers every mistake, so that a form hears of
// all of them at once.
//
//   Fields fields{request};
//   const std::string name = fields.text("name", {1, 64});
//   if (auto refusal = fields.refusal()) return *refusal;
//
// Values read are the defaults when there was a mistake. One thread; used once.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/json.h"
#include "crypto/secret.h"
#include "web/http/message.h"
#include "web/http/problem.h"

namespace http {

struct TextBounds {
  std::size_t min = 0;
  std::size_t max = 1024;  // in bytes
};

class Fields {
 public:
  explicit Fields(const Request& request);

  std::string text(std::string_view name, TextBounds bounds);
  std::optional<std::string> optional_text(std::string_view name, TextBounds bounds);
  std::optional<bool> optional_bool(std::string_view name);
  std::optional<std::int64_t> optional_number(std::string_view name, std::int64_t min,
                                              std::int64_t max);
  // For members that the caller reads: lists, objects, and where null has a meaning.
  const base::Json* optional_member(std::string_view name);
  // Bytes of a member that is a password or a key.
  crypto::Secret secret(std::string_view name, TextBounds bounds);
  std::optional<crypto::Secret> optional_secret(std::string_view name, TextBounds bounds);

  // A member that is needed, read above as one that is not.
  void add_if_absent(std::string_view name);
  void add(std::string_view name, std::string_view code, std::string_view detail);

  // After the last member: the answer when there was a mistake or a member nobody asked for.
  std::optional<Response> refusal();

 private:
  const std::string* find_text(std::string_view name, TextBounds bounds);

  base::Json body_;
  bool is_object_ = false;
  std::set<std::string, std::less<>> known_;
  std::vector<FieldError> errors_;
};

}  // namespace http

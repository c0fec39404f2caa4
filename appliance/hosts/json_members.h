// Reads the members of one JSON object, of a body or nested in one, and remembers every mistake at
// its place, "/table/rows/3/label", so that a form hears of all of them at once.
//
//   JsonMembers members{json, "/rows/3", errors};
//   if (const auto* label = members.text("label", 64)) ...
//   members.finish();
//
// What is missing or wrong reads as nothing or as the fallback. Mistakes never repeat what was
// read. One thread; `json` and `errors` outlive it.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/json.h"
#include "web/http/problem.h"

namespace appliance {

class JsonMembers {
 public:
  JsonMembers(const base::Json& json, std::string path, std::vector<http::FieldError>& errors);

  const base::Json* find(std::string_view name);  // and from now on a known member
  // Without control characters.
  const std::string* text(std::string_view name, std::size_t bytes_max);
  bool flag(std::string_view name, bool fallback);
  std::int64_t number(std::string_view name, std::int64_t fallback, std::int64_t min,
                      std::int64_t max);
  const base::Json::Array& list(std::string_view name, std::size_t count_max);

  void wrong(std::string_view name, std::string_view code, std::string_view detail);
  std::string field(std::string_view name) const { return path_ + "/" + std::string{name}; }

  void finish();  // after the last member: whatever else is there is a mistake

 private:
  const base::Json& json_;
  std::string path_;
  std::vector<http::FieldError>& errors_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace appliance

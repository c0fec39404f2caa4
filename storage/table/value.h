// What goes into a statement and what comes out of a row: typed, checked, never as text of SQL.
//
//   C++                          column
//   bool, integers (not uint64)  INTEGER    a bool reads back only 0 and 1, a narrow integer only
//   double                       REAL       what fits it; NaN, which SQLite cannot hold, is refused
//   string                       TEXT
//   Bytes, ByteView              BLOB
//   optional<T>                  the column of T, or NULL
//
// A column of another type than asked for is Corrupt: the schema is ours.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>

#include "base/bytes.h"
#include "base/result.h"

struct sqlite3_stmt;

namespace storage {

// SQL that was written by us: only a literal converts to it, so no value can be pasted in.
class Sql {
 public:
  consteval Sql(const char* text) : text_{text} {}
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// One value to bind; views what it was made of.
using Value = std::variant<std::monostate, std::int64_t, double, std::string_view, base::ByteView>;

template <std::integral Integer>
  requires(std::signed_integral<Integer> || sizeof(Integer) < sizeof(std::int64_t))
Value value_of(Integer value) {
  return std::int64_t{value};
}
inline Value value_of(double value) {
  return value;
}
inline Value value_of(std::nullopt_t) {
  return std::monostate{};
}
inline Value value_of(std::string_view value) {
  return value;
}
inline Value value_of(const std::string& value) {
  return std::string_view{value};
}
inline Value value_of(const char* value) {
  return std::string_view{value};
}
inline Value value_of(base::ByteView value) {
  return value;
}
inline Value value_of(const base::Bytes& value) {
  return base::ByteView{value};
}
template <typename T>
Value value_of(const std::optional<T>& value) {
  return value ? value_of(*value) : Value{std::monostate{}};
}

// One row of a result, valid until the next one is read.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_{statement} {}

  bool is_null(int column) const;
  base::Result<void> read(int column, bool& value) const;
  base::Result<void> read(int column, std::int32_t& value) const;
  base::Result<void> read(int column, std::uint32_t& value) const;
  base::Result<void> read(int column, std::int64_t& value) const;
  base::Result<void> read(int column, double& value) const;
  base::Result<void> read(int column, std::string& value) const;
  base::Result<void> read(int column, base::Bytes& value) const;

  template <typename T>
  base::Result<void> read(int column, std::optional<T>& value) const {
    value.reset();
    if (is_null(column)) return {};
    return read(column, value.emplace());
  }

  template <typename... Columns>
  base::Result<std::tuple<Columns...>> read_all() const {
    std::tuple<Columns...> values;
    base::Result<void> done;
    int column = 0;
    std::apply([&](Columns&... each) { ((done = read(column++, each)).has_value() && ...); },
               values);
    if (!done) return std::move(done).error();
    return values;
  }

 private:
  base::Result<void> expect(int column, int type) const;
  template <typename Integer>
  base::Result<void> read_within(int column, Integer& value) const;

  sqlite3_stmt* statement_;
};

}  // namespace storage

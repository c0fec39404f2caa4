#include "storage/table/value.h"

#include <sqlite3.h>

#include <limits>

namespace storage {
namespace {

base::Error unlike(sqlite3_stmt* statement, int column, std::string_view expected) {
  return {base::ErrorKind::Corrupt, std::string{"column "} +
                                        sqlite3_column_name(statement, column) + " does not hold " +
                                        std::string{expected}};
}

std::string_view name_of(int type) {
  switch (type) {
    case SQLITE_INTEGER:
      return "an integer";
    case SQLITE_FLOAT:
      return "a real number";
    case SQLITE_TEXT:
      return "text";
    default:
      return "bytes";
  }
}

}  // namespace

bool Row::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

base::Result<void> Row::expect(int column, int type) const {
  if (sqlite3_column_type(statement_, column) == type) return {};
  return unlike(statement_, column, name_of(type));
}

template <typename Integer>
base::Result<void> Row::read_within(int column, Integer& value) const {
  std::int64_t wide = 0;
  RETURN_IF_ERROR(read(column, wide));
  if (wide < std::int64_t{std::numeric_limits<Integer>::min()} ||
      wide > std::int64_t{std::numeric_limits<Integer>::max()}) {
    return unlike(statement_, column, "a number in its range");
  }
  value = static_cast<Integer>(wide);
  return {};
}

base::Result<void> Row::read(int column, bool& value) const {
  return read_within(column, value);
}

base::Result<void> Row::read(int column, std::int32_t& value) const {
  return read_within(column, value);
}

base::Result<void> Row::read(int column, std::uint32_t& value) const {
  return read_within(column, value);
}

base::Result<void> Row::read(int column, std::int64_t& value) const {
  RETURN_IF_ERROR(expect(column, SQLITE_INTEGER));
  value = sqlite3_column_int64(statement_, column);
  return {};
}

base::Result<void> Row::read(int column, double& value) const {
  RETURN_IF_ERROR(expect(column, SQLITE_FLOAT));
  value = sqlite3_column_double(statement_, column);
  return {};
}

base::Result<void> Row::read(int column, std::string& value) const {
  RETURN_IF_ERROR(expect(column, SQLITE_TEXT));
  const unsigned char* text = sqlite3_column_text(statement_, column);
  if (text == nullptr) return base::Error{base::ErrorKind::Unavailable, "no memory for a column"};
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  value = base::as_text({text, size});
  return {};
}

base::Result<void> Row::read(int column, base::Bytes& value) const {
  RETURN_IF_ERROR(expect(column, SQLITE_BLOB));
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  if (bytes == nullptr && size > 0) {
    return base::Error{base::ErrorKind::Unavailable, "no memory for a column"};
  }
  value.assign(bytes, bytes + size);
  return {};
}

}  // namespace storage

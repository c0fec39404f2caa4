#include "appliance/hosts/host_store.h"

#include <utility>

#include "appliance/hosts/host_table_format.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::int32_t kHostsId = 0x4375486f;  // "CuHo"
// Beyond what a table within its limits needs.
constexpr std::size_t kDocumentBytesMax = std::size_t{4} << 20;

storage::DatabaseOptions hosts_schema() {
  storage::DatabaseOptions options{.application_id = kHostsId, .migrations = {}};
  options.migrations.push_back({1, R"(CREATE TABLE host_table (
                                  only INTEGER PRIMARY KEY CHECK (only = 1),
                                  revision INTEGER NOT NULL,
                                  document TEXT NOT NULL) STRICT;
                                INSERT INTO host_table VALUES (
                                  1, 0, '{"enabled":false,"otherwise":"deny"}');
                                CREATE TABLE expiry_look (
                                  only INTEGER PRIMARY KEY CHECK (only = 1),
                                  at_ns INTEGER NOT NULL) STRICT)"});
  return options;
}

}  // namespace

base::Result<HostStore> HostStore::open(const std::string& path) {
  ASSIGN_OR_RETURN(auto database, storage::Database::open(path, hosts_schema()));
  return HostStore{std::move(database)};
}

base::Result<HostStore::Kept> HostStore::load() {
  ASSIGN_OR_RETURN(const auto row, (database_.query_one<std::int64_t, std::string>(
                                       "SELECT revision, document FROM host_table")));
  if (!row) return Error{ErrorKind::Corrupt, "the host table is not there"};
  const auto& [revision, document] = *row;
  const auto json = base::parse_json(document, {.bytes_max = kDocumentBytesMax});
  if (!json) return Error{ErrorKind::Corrupt, "the host table is no JSON"};
  base::KernelIdSource ids;  // rows that were written have theirs
  auto read = read_host_table(*json, ids);
  if (!read.errors.empty()) {
    return Error{ErrorKind::Corrupt, "the host table is wrong at " + read.errors.front().field +
                                         ": " + read.errors.front().code};
  }
  return Kept{std::move(read.table), revision};
}

base::Result<std::int64_t> HostStore::replace(const HostTable& table,
                                              std::optional<std::int64_t> made_from) {
  const std::string document = host_table_json(table).dump();
  return database_.transaction([&]() -> base::Result<std::int64_t> {
    ASSIGN_OR_RETURN(const auto row,
                     (database_.query_one<std::int64_t>("SELECT revision FROM host_table")));
    const std::int64_t revision = row ? std::get<0>(*row) : 0;
    if (made_from && *made_from != revision) {
      return Error{ErrorKind::Exists, "the host table was changed meanwhile"};
    }
    ASSIGN_OR_RETURN(
        [[maybe_unused]] const auto changed,
        database_.execute("INSERT INTO host_table VALUES (1, ?, ?) ON CONFLICT (only) DO UPDATE "
                          "SET revision = excluded.revision, document = excluded.document",
                          revision + 1, document));
    return revision + 1;
  });
}

base::Result<std::optional<base::WallTime>> HostStore::last_look() {
  ASSIGN_OR_RETURN(const auto row,
                   (database_.query_one<std::int64_t>("SELECT at_ns FROM expiry_look")));
  if (!row) return std::optional<base::WallTime>{};
  return std::optional{base::WallTime{std::chrono::nanoseconds{std::get<0>(*row)}}};
}

base::Result<void> HostStore::note_look(base::WallTime time) {
  ASSIGN_OR_RETURN([[maybe_unused]] const auto changed,
                   database_.execute("INSERT INTO expiry_look VALUES (1, ?) ON CONFLICT (only) DO "
                                     "UPDATE SET at_ns = excluded.at_ns",
                                     std::int64_t{time.time_since_epoch().count()}));
  return {};
}

}  // namespace appliance

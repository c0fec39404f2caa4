// The rows of certificates.db. Values in, values out; the database is the caller's.
// Specification: docs/design/certificates.md.
#pragma once

#include <vector>

#include "appliance/certificates/certificate_entries.h"
#include "appliance/certificates/endings.h"
#include "appliance/certificates/sealed_key.h"
#include "storage/table/database.h"

namespace appliance {

struct ServerRow {
  ServerEntry entry;
  SealedKey key;
};

storage::DatabaseOptions certificates_schema();

// Corrupt: a row that is none.
base::Result<std::vector<ServerRow>> read_server_rows(storage::Database& database);
base::Result<std::vector<AuthorityEntry>> read_authority_rows(storage::Database& database);
base::Result<WebChoice> read_web_choice(storage::Database& database);
base::Result<std::vector<ToldEnding>> read_told_endings(storage::Database& database);

// In the place of the row with that id, if there is one.
base::Result<void> write_server_row(storage::Database& database, const ServerRow& row);
base::Result<void> write_authority_row(storage::Database& database, const AuthorityEntry& entry);
base::Result<void> write_web_choice(storage::Database& database, const WebChoice& choice);
// In the place of all that are there.
base::Result<void> write_told_endings(storage::Database& database,
                                      const std::vector<ToldEnding>& told);

}  // namespace appliance

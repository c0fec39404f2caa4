// How one change of the recorder's `follow` changes the tables of the view. For nvr/view only; on
// whatever thread holds the database, inside a transaction.
// What a change looks like: to_json() of storage/catalog/catalog_rows.h.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/json/json.h"
#include "base/result.h"
#include "storage/table/database.h"

namespace nvr {

std::int64_t view_ms_of(base::WallTime time);
base::WallTime time_of_view_ms(std::int64_t ms);

base::Result<void> clear_view(storage::Database& database);
// InvalidInput when a member is missing; a kind that is not known changes the position only.
base::Result<void> apply_change(storage::Database& database, const base::Json& change);
base::Result<void> put_details(storage::Database& database, const base::Json& camera);

}  // namespace nvr

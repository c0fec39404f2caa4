// The operations about the journal: searching it page by page, and taking what was found away as
// CSV or JSON (R200, R201). Taking away is itself written into the journal.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "appliance/journal/journal_search.h"
#include "web/http/route.h"

namespace appliance {

struct JournalRoutesParts {
  JournalSearch& search;  // outlives the routes
  // Has it written that the account took so many lines away.
  std::function<void(const std::string& account, std::size_t lines)> taken_away;
};

std::vector<http::Route> journal_routes(const JournalRoutesParts& parts);

}  // namespace appliance

// What all routes of the recorder share: ranges and streams in a query, and the problems that the
// recorder's and the keeper's errors become. Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "nvr/view/view_rows.h"
#include "web/http/message.h"
#include "web/http/parameters.h"
#include "web/http/problem.h"

namespace nvr {

// `from` and `to`, the former before the latter.
http::OrRefusal<TimeRange> range_in_query(const http::Request& request,
                                          const std::optional<TimeRange>& fallback = std::nullopt);
// "main" or "sub"; main when it is not given.
http::OrRefusal<std::string> stream_in_query(const http::Request& request);

http::Response keeper_problem(const base::Error& error);
http::Response recorder_problem(const base::Error& error);
// Of reading footage: keys, files, the view.
http::Response footage_problem(const base::Error& error);

}  // namespace nvr

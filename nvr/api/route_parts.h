// The small things that all routes share: reading ids, times and ranges, writing times, and the
// problems that the recorder's and the keeper's errors become. Pure; safe from any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "base/json/json.h"
#include "base/random_id.h"
#include "base/result.h"
#include "nvr/view/view_rows.h"
#include "web/http/message.h"
#include "web/http/problem.h"
#include "web/http/route.h"

namespace nvr {

// A value, or the answer that says why there is none.
template <typename T>
using OrRefusal = std::variant<T, http::Response>;

// Of a path parameter: something that is no id is not found.
OrRefusal<base::Id> id_in_path(const http::Request& request, std::string_view name);

// Query parameters. A missing optional one is `fallback`.
OrRefusal<base::WallTime> time_in_query(const http::Request& request, std::string_view name,
                                        std::optional<base::WallTime> fallback = std::nullopt);
// `from` and `to`, the former before the latter.
OrRefusal<TimeRange> range_in_query(const http::Request& request,
                                    const std::optional<TimeRange>& fallback = std::nullopt);
OrRefusal<std::int64_t> number_in_query(const http::Request& request, std::string_view name,
                                        std::int64_t min, std::int64_t max,
                                        std::optional<std::int64_t> fallback = std::nullopt);
// "main" or "sub"; main when it is not given.
OrRefusal<std::string> stream_in_query(const http::Request& request);

http::Response bad_parameter(std::string_view name, std::string_view detail);
http::Response no_such(std::string_view what);  // 404

http::Response keeper_problem(const base::Error& error);
http::Response recorder_problem(const base::Error& error);
// Of reading footage: keys, files, the view.
http::Response footage_problem(const base::Error& error);

http::Route blocking(http::Method method, std::string path, std::string operation,
                     http::Permission permission,
                     std::function<http::Response(const http::Request&)> answer);

}  // namespace nvr

// Takes the value out of an OrRefusal, or returns its refusal from the current function.
#define VALUE_OR_REFUSE(declaration, expr) \
  VALUE_OR_REFUSE_(CUSTODY_CONCAT(or_refusal_, __LINE__), declaration, expr)
#define VALUE_OR_REFUSE_(name, declaration, expr)                                       \
  auto name = (expr);                                                                   \
  if (auto* refusal_ = std::get_if<http::Response>(&name)) return std::move(*refusal_); \
  declaration = std::get<0>(std::move(name))

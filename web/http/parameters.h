// Reads the parameters of a request's path and query: a value, or the refusal that says what is
// wrong with it. Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/clock.h"
#include "base/random_id.h"
#include "base/result.h"
#include "web/http/message.h"

namespace http {

template <typename T>
using OrRefusal = std::variant<T, Response>;

// Of a path parameter: something that is no id is not found.
OrRefusal<base::Id> id_in_path(const Request& request, std::string_view name);

// Query parameters. A missing optional one is `fallback`.
OrRefusal<base::WallTime> time_in_query(const Request& request, std::string_view name,
                                        std::optional<base::WallTime> fallback = std::nullopt);
OrRefusal<std::int64_t> number_in_query(const Request& request, std::string_view name,
                                        std::int64_t min, std::int64_t max,
                                        std::optional<std::int64_t> fallback = std::nullopt);

// Nothing when it is not given; 1 to `bytes_max` bytes without control characters.
OrRefusal<std::optional<std::string>> text_in_query(const Request& request, std::string_view name,
                                                    std::size_t bytes_max);

Response bad_parameter(std::string_view name, std::string_view detail);  // 422
Response no_such(std::string_view what);                                 // 404

}  // namespace http

// Takes the value out of an OrRefusal, or returns its refusal from the current function.
#define VALUE_OR_REFUSE(declaration, expr) \
  VALUE_OR_REFUSE_(CUSTODY_CONCAT(or_refusal_, __LINE__), declaration, expr)
#define VALUE_OR_REFUSE_(name, declaration, expr)                                       \
  auto name = (expr);                                                                   \
  if (auto* refusal_ = std::get_if<http::Response>(&name)) return std::move(*refusal_); \
  declaration = std::get<0>(std::move(name))

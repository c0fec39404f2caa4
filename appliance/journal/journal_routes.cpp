#include "appliance/journal/journal_routes.h"

#include <array>
#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"
#include "appliance/journal/journal_text.h"
#include "web/http/parameters.h"
#include "web/http/problem.h"

namespace appliance {
namespace {

using base::Json;
using http::Request;
using http::Response;

constexpr std::int64_t kPageMax = 500;
constexpr std::int64_t kPageDefault = 100;
constexpr std::size_t kTakenAwayMax = 50'000;
constexpr std::size_t kTextBytesMax = 256;
constexpr std::array kSeverities{base::Severity::Info, base::Severity::Notice,
                                 base::Severity::Warning, base::Severity::Error,
                                 base::Severity::Critical};

http::OrRefusal<std::optional<base::WallTime>> optional_time(const Request& request,
                                                             std::string_view name) {
  if (request.target.parameter(name) == nullptr) return std::optional<base::WallTime>{};
  VALUE_OR_REFUSE(const base::WallTime time, http::time_in_query(request, name));
  return std::optional{time};
}

http::OrRefusal<base::Severity> severity_in_query(const Request& request) {
  const std::string* const text = request.target.parameter("severity");
  if (text == nullptr) return base::Severity::Info;
  for (const auto severity : kSeverities) {
    if (base::to_string(severity) == *text) return severity;
  }
  return http::bad_parameter("severity", "It is info, notice, warning, error or critical.");
}

http::OrRefusal<JournalFilter> filter_in_query(const Request& request) {
  JournalFilter filter;
  VALUE_OR_REFUSE(filter.from, optional_time(request, "from"));
  VALUE_OR_REFUSE(filter.to, optional_time(request, "to"));
  VALUE_OR_REFUSE(filter.severity_min, severity_in_query(request));
  VALUE_OR_REFUSE(filter.kind, http::text_in_query(request, "kind", kTextBytesMax));
  VALUE_OR_REFUSE(filter.actor, http::text_in_query(request, "actor", kTextBytesMax));
  VALUE_OR_REFUSE(filter.subject, http::text_in_query(request, "subject", kTextBytesMax));
  VALUE_OR_REFUSE(filter.text, http::text_in_query(request, "text", kTextBytesMax));
  if (filter.from && filter.to && *filter.to <= *filter.from) {
    return http::bad_parameter("to", "It is later than `from`.");
  }
  return filter;
}

Json lines_json(const std::vector<CopiedLine>& lines) {
  Json::Array list;
  for (const CopiedLine& line : lines) list.push_back(line_json(line));
  return list;
}

Response list_journal(const JournalRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const JournalFilter filter, filter_in_query(request));
  VALUE_OR_REFUSE(const std::int64_t before,
                  http::number_in_query(request, "cursor", 1, JournalCopy::kFromTheNewest,
                                        JournalCopy::kFromTheNewest));
  VALUE_OR_REFUSE(const std::int64_t limit,
                  http::number_in_query(request, "limit", 1, kPageMax, kPageDefault));
  const auto found = parts.search.find(filter, before, static_cast<std::size_t>(limit));
  if (!found) return http::problem_from(found.error());
  Json json;
  json["lines"] = lines_json(found->lines);
  json["next"] = found->more ? Json{std::to_string(found->lines.back().number)} : Json{};
  json["behind"] = found->behind;
  return http::json_response(200, json);
}

Response list_kinds(const JournalRoutesParts& parts, const Request&) {
  const auto kinds = parts.search.kinds();
  if (!kinds) return http::problem_from(kinds.error());
  Json json;
  json["kinds"] = Json{Json::Array{kinds->begin(), kinds->end()}};
  return http::json_response(200, json);
}

Response take_journal_away(const JournalRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const JournalFilter filter, filter_in_query(request));
  const std::string* const format = request.target.parameter("format");
  if (format == nullptr || (*format != "csv" && *format != "json")) {
    return http::bad_parameter("format", "It is csv or json.");
  }
  const auto found = parts.search.find(filter, JournalCopy::kFromTheNewest, kTakenAwayMax);
  if (!found) return http::problem_from(found.error());
  if (found->more) {
    return http::problem(409, "too_many_lines",
                         "More than 50000 lines match: ask for a shorter time.");
  }
  if (found->behind) {
    return http::problem(503, "journal_incomplete",
                         "The newest lines cannot be read now, so it would not be all.");
  }
  parts.taken_away(signed_in(request).account.name, found->lines.size());
  Response response;
  if (*format == "csv") {
    response.headers.set("Content-Type", "text/csv; charset=utf-8; header=present");
    response.body = base::to_bytes(lines_csv(found->lines));
  } else {
    response = http::json_response(200, Json{Json::Object{{"lines", lines_json(found->lines)}}});
  }
  response.headers.set("Content-Disposition", "attachment; filename=\"journal." + *format + "\"");
  return response;
}

}  // namespace

std::vector<http::Route> journal_routes(const JournalRoutesParts& parts) {
  http::Operations<JournalRoutesParts> all{parts};
  all.add(http::Method::Get, "/api/v1/journal", "listJournal", kReadJournal, list_journal);
  all.add(http::Method::Get, "/api/v1/journal/kinds", "listJournalKinds", kReadJournal, list_kinds);
  all.add(http::Method::Get, "/api/v1/journal/export", "exportJournal", kReadJournal,
          take_journal_away);
  return std::move(all).take();
}

}  // namespace appliance

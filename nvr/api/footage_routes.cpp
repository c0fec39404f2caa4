#include "nvr/api/footage_routes.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "appliance/access/access_control.h"
#include "nvr/api/route_parts.h"

namespace nvr {
namespace {

using base::Json;
using http::Request;
using http::Response;

constexpr std::size_t kSpansMax = 20'000;  // of one answer; what is left is asked for from its end
constexpr std::int64_t kPageDefault = 100;
constexpr std::int64_t kPageMax = 1000;

std::string time_text(base::WallTime time) {
  return base::format_rfc3339(time);
}

Json span_json(const ViewedSpan& span, const TimeRange& range) {
  Json json;
  json["from"] = time_text(std::max(span.from, range.from));
  json["to"] = time_text(std::min(span.to, range.to));
  json["state"] = span.state;
  if (!span.reason.empty()) json["reason"] = span.reason;
  return json;
}

Response get_timeline(const FootageView& view, const base::Clock& clock, const Request& request) {
  VALUE_OR_REFUSE(const base::Id camera, id_in_path(request, "camera"));
  const auto extent = view.extent(camera, "main");
  if (!extent) return http::problem_from(extent.error());
  const base::WallTime now = clock.wall();
  const TimeRange all{*extent ? (*extent)->from : now,
                      std::max(*extent ? (*extent)->to : now, now)};
  VALUE_OR_REFUSE(TimeRange range, range_in_query(request, all));
  const auto spans = view.spans(camera, "main", range, kSpansMax);
  if (!spans) return http::problem_from(spans.error());
  if (spans->size() == kSpansMax) range.to = std::min(range.to, spans->back().to);
  Json json;
  json["from"] = time_text(range.from);
  json["to"] = time_text(range.to);
  Json::Array list;
  for (const ViewedSpan& span : *spans) list.push_back(span_json(span, range));
  json["spans"] = std::move(list);
  if (*extent) {
    json["first"] = time_text((*extent)->from);
    json["last"] = time_text((*extent)->to);
  }
  return http::json_response(200, json);
}

Json recording_json(const ViewedSegment& segment) {
  Json json;
  json["segment"] = base::to_string(segment.segment);
  json["camera"] = base::to_string(segment.camera);
  json["stream"] = segment.stream;
  json["from"] = time_text(segment.from);
  json["to"] = time_text(segment.to);
  json["bytes"] = segment.bytes;
  json["state"] = segment.state;
  json["sealed"] = "sealed on arrival";
  return json;
}

// Where a page ended: the time and id of its last segment.
std::string cursor_of(const ViewedSegment& segment) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(segment.from);
  return std::to_string(ms.time_since_epoch().count()) + "-" + base::to_string(segment.segment);
}

bool read_cursor(const std::string& cursor, FootageView::Page& page) {
  const std::size_t dash = cursor.find('-');
  if (dash == std::string::npos) return false;
  std::int64_t ms = 0;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + dash, ms);
  const std::string segment = cursor.substr(dash + 1);
  if (error != std::errc{} || end != cursor.data() + dash || !base::parse_id(segment)) return false;
  constexpr std::int64_t kMsMax = 9'000'000'000'000;
  if (ms < 0 || ms > kMsMax) return false;
  page.after = base::WallTime{std::chrono::milliseconds{ms}};
  page.after_segment = segment;
  return true;
}

Response list_recordings(const FootageView& view, const Request& request) {
  FootageView::Page page;
  constexpr base::WallTime kAlways{std::chrono::seconds{9'000'000'000}};
  VALUE_OR_REFUSE(page.range, range_in_query(request, TimeRange{{}, kAlways}));
  VALUE_OR_REFUSE(const std::int64_t limit,
                  number_in_query(request, "limit", 1, kPageMax, kPageDefault));
  if (const std::string* camera = request.target.parameter("camera")) {
    const auto id = base::parse_id(*camera);
    if (!id) return http::bad_parameter("camera", "It is a camera's id.");
    if (!appliance::may_on_camera(request, appliance::kViewRecordings, *id)) {
      return http::no_such("camera");
    }
    page.camera = *id;
  }
  if (const std::string* cursor = request.target.parameter("cursor")) {
    if (!read_cursor(*cursor, page))
      return http::bad_parameter("cursor", "It is next of another page.");
  }
  page.limit = static_cast<std::size_t>(limit) + 1;  // one more tells whether there is a next page
  auto segments = view.page(page);
  if (!segments) return http::problem_from(segments.error());
  Json json;
  if (segments->size() == page.limit) {
    segments->pop_back();
    json["next"] = cursor_of(segments->back());
  }
  Json::Array list;
  for (const ViewedSegment& segment : *segments) {
    const bool shown = segment.stream == "main" || segment.stream == "sub";
    if (shown && appliance::may_on_camera(request, appliance::kViewRecordings, segment.camera)) {
      list.push_back(recording_json(segment));
    }
  }
  json["recordings"] = std::move(list);
  return http::json_response(200, json);
}

}  // namespace

std::vector<http::Route> footage_routes(const FootageView& view, const base::Clock& clock) {
  using appliance::kViewRecordings;
  std::vector<http::Route> routes;
  routes.push_back(blocking(
      http::Method::Get, "/api/v1/cameras/{camera}/timeline", "getTimeline", kViewRecordings,
      [&view, &clock](const Request& request) { return get_timeline(view, clock, request); }));
  routes.push_back(
      blocking(http::Method::Get, "/api/v1/recordings", "listRecordings", kViewRecordings,
               [&view](const Request& request) { return list_recordings(view, request); }));
  return routes;
}

}  // namespace nvr

#include "nvr/api/playback_routes.h"

#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"
#include "nvr/api/route_parts.h"
#include "nvr/playback/playback_index.h"
#include "nvr/playback/segment_media.h"

namespace nvr {
namespace {

using base::Json;
using http::Request;
using http::Response;

std::int64_t milliseconds_between(base::WallTime from, base::WallTime to) {
  return std::chrono::round<std::chrono::milliseconds>(to - from).count();
}

std::string segment_url(const base::Id& segment) {
  return "/api/v1/segments/" + base::to_string(segment);
}

std::string state_text(const IndexedSegment& indexed) {
  if (indexed.media.end == storage::SegmentEnd::Altered) return "altered";
  return indexed.segment.state;
}

Json finding_json(const storage::Damage& damage, storage::SegmentEnd end) {
  Json json;
  json["kind"] = end == storage::SegmentEnd::Altered ? "altered" : "unreadable";
  if (damage.record > 0) json["record"] = damage.record;
  json["byte"] = damage.byte;
  return json;
}

Json record_json(const MediaRecord& record) {
  Json json;
  json["number"] = record.entry.header.number;
  json["from"] = base::format_rfc3339(record.from);
  json["duration_ms"] = milliseconds_between(record.from, record.to);
  json["bytes"] = std::int64_t{record.entry.header.body_bytes};
  json["key"] = record.key;
  return json;
}

Json segment_json(const IndexedSegment& indexed) {
  Json json;
  json["segment"] = base::to_string(indexed.segment.segment);
  json["from"] = base::format_rfc3339(indexed.segment.from);
  json["to"] = base::format_rfc3339(indexed.segment.to);
  json["state"] = state_text(indexed);
  json["mime"] = "video/mp4; codecs=\"" + indexed.media.browser_codecs + "\"";
  json["init"] = segment_url(indexed.segment.segment) + "/init.mp4";
  json["media_offset_ms"] = milliseconds_between(indexed.segment.from, indexed.media.origin);
  Json::Array records;
  for (const MediaRecord& record : indexed.media.records) {
    if (record.video) records.push_back(record_json(record));
  }
  json["records"] = std::move(records);
  Json::Array findings;
  if (indexed.media.damage && indexed.media.end == storage::SegmentEnd::Altered) {
    findings.push_back(finding_json(*indexed.media.damage, indexed.media.end));
  }
  json["findings"] = std::move(findings);
  return json;
}

Response get_playback(const PlaybackRoutesParts& parts, const Request& request) {
  PlaybackQuestion question;
  VALUE_OR_REFUSE(question.camera, id_in_path(request, "camera"));
  VALUE_OR_REFUSE(question.range, range_in_query(request));
  VALUE_OR_REFUSE(question.stream, stream_in_query(request));
  const auto index = playback_index(parts.view, parts.store, question);
  if (!index) return footage_problem(index.error());
  Json json;
  Json::Array segments;
  for (const IndexedSegment& indexed : index->segments) segments.push_back(segment_json(indexed));
  json["segments"] = std::move(segments);
  if (index->next) json["next"] = base::format_rfc3339(*index->next);
  return http::json_response(200, json);
}

http::OrRefusal<ViewedSegment> segment_in_path(const PlaybackRoutesParts& parts,
                                               const Request& request) {
  VALUE_OR_REFUSE(const base::Id id, id_in_path(request, "segment"));
  const auto segment = parts.view.segment(id);
  if (!segment) return http::problem_from(segment.error());
  const bool shown =
      *segment && appliance::may_on_camera(request, appliance::kViewRecordings, (*segment)->camera);
  if (!shown) return http::no_such("segment");
  return **segment;
}

Response media_response(base::Bytes bytes, const char* type) {
  Response response;
  response.headers.set("Content-Type", type);
  response.body = std::move(bytes);
  return response;
}

Response get_init(const PlaybackRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const ViewedSegment segment, segment_in_path(parts, request));
  auto init = browser_init(parts.store, segment, viewer_of(request, "playback"));
  if (!init) return footage_problem(init.error());
  return media_response(*std::move(init), "video/mp4");
}

Response get_media(const PlaybackRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const ViewedSegment segment, segment_in_path(parts, request));
  constexpr auto kNumberMax = static_cast<std::int64_t>(storage::kRecordsMax);
  VALUE_OR_REFUSE(const std::int64_t first, number_in_query(request, "first", 1, kNumberMax));
  VALUE_OR_REFUSE(const std::int64_t last, number_in_query(request, "last", first, kNumberMax));
  auto run = browser_media(parts.store, segment, viewer_of(request, "playback"),
                           static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(last));
  if (!run && run.error().kind == base::ErrorKind::InvalidInput) {
    return http::problem(422, "range_too_long", "Ask for fewer records at once.");
  }
  if (!run) return footage_problem(run.error());
  Response response = media_response(std::move(run->bytes), "video/mp4");
  std::string altered;
  for (const std::uint64_t number : run->altered) {
    altered += (altered.empty() ? "" : ",") + std::to_string(number);
  }
  if (!altered.empty()) response.headers.set("X-Custody-Altered", altered);
  return response;
}

Response get_thumbnail(const PlaybackRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const base::Id camera, id_in_path(request, "camera"));
  VALUE_OR_REFUSE(const base::WallTime at, time_in_query(request, "at"));
  auto jpeg = parts.thumbnails.thumbnail(camera, at, viewer_of(request, "thumbnail"));
  if (!jpeg) return footage_problem(jpeg.error());
  return media_response(*std::move(jpeg), "image/jpeg");
}

}  // namespace

Viewer viewer_of(const Request& request, const char* reason) {
  const auto& who = appliance::signed_in(request);
  return {who.session.id, {who.account.name, reason}};
}

std::vector<http::Route> playback_routes(const PlaybackRoutesParts& parts) {
  http::Operations<PlaybackRoutesParts> operations{parts};
  operations
      .add(http::Method::Get, "/api/v1/cameras/{camera}/playback", "getPlayback",
           appliance::kViewRecordings, get_playback)
      .gives = "application/json";
  operations
      .add(http::Method::Get, "/api/v1/segments/{segment}/init.mp4", "getInit",
           appliance::kViewRecordings, get_init)
      .gives = "video/mp4";
  operations
      .add(http::Method::Get, "/api/v1/segments/{segment}/media.mp4", "getMedia",
           appliance::kViewRecordings, get_media)
      .gives = "video/mp4";
  operations
      .add(http::Method::Get, "/api/v1/cameras/{camera}/thumbnail", "getThumbnail",
           appliance::kViewRecordings, get_thumbnail)
      .gives = "image/jpeg";
  return std::move(operations).take();
}

}  // namespace nvr

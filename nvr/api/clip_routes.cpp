#include <algorithm>
#include <utility>

#include "appliance/access/permissions.h"
#include "crypto/hash/sha2.h"
#include "nvr/api/playback_routes.h"
#include "nvr/api/route_parts.h"
#include "nvr/playback/clip_source.h"

namespace nvr {
namespace {

using base::Json;
using http::Request;
using http::Response;

std::int64_t in_milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::round<std::chrono::milliseconds>(time).count();
}

// Of the camera's name only what every file system takes.
std::string clip_file_name(const std::string& camera, base::WallTime from) {
  std::string name;
  for (const char each : camera) {
    const bool plain = (each >= '0' && each <= '9') || (each >= 'A' && each <= 'Z') ||
                       (each >= 'a' && each <= 'z') || each == '-';
    if (plain) {
      name += each;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (name.ends_with('-')) name.pop_back();
  std::string time = base::format_rfc3339(from).substr(0, 19) + "Z";
  std::erase(time, ':');
  return (name.empty() ? "camera" : name) + "_" + time + ".mp4";
}

struct AskedClip {
  std::shared_ptr<const ClipPlan> plan;
  Viewer viewer;
  std::string file_name;
  base::Id camera;
  bool fresh;
};

http::OrRefusal<AskedClip> plan_of(const PlaybackRoutesParts& parts, const Request& request,
                                   const char* reason) {
  ClipDesk::Asked asked;
  VALUE_OR_REFUSE(asked.camera, id_in_path(request, "camera"));
  VALUE_OR_REFUSE(asked.range, range_in_query(request));
  asked.viewer = viewer_of(request, reason);
  auto planned = parts.clips.plan(asked);
  if (!planned && planned.error().kind == base::ErrorKind::InvalidInput) {
    return http::problem(422, "range_too_long", "A clip lasts two hours at most.");
  }
  if (!planned) return footage_problem(planned.error());
  asked.viewer.use.grant = planned->grant;
  const auto camera = parts.view.camera(asked.camera);
  const std::string name = camera && *camera ? (*camera)->name : "";
  const std::string file_name = clip_file_name(name, planned->plan->from);
  return AskedClip{std::move(planned->plan), asked.viewer, file_name, asked.camera, planned->fresh};
}

Json gap_json(const ViewedSpan& gap, const ClipPlan& plan) {
  Json json;
  json["from"] = base::format_rfc3339(std::max(gap.from, plan.from));
  json["to"] = base::format_rfc3339(std::min(gap.to, plan.to));
  json["state"] = "gap";
  if (!gap.reason.empty()) json["reason"] = gap.reason;
  return json;
}

Json clip_finding_json(const ClipFinding& finding) {
  Json json;
  json["segment"] = base::to_string(finding.segment);
  json["finding"]["kind"] = finding.record > 0 ? "altered" : "unreadable";
  json["finding"]["byte"] = finding.byte;
  if (finding.record > 0) json["finding"]["record"] = finding.record;
  return json;
}

Response get_clip(const PlaybackRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const AskedClip asked, plan_of(parts, request, "clip"));
  const ClipPlan& plan = *asked.plan;
  Json json;
  json["from"] = base::format_rfc3339(plan.from);
  json["to"] = base::format_rfc3339(plan.to);
  json["bytes"] = plan.clip.bytes();
  json["duration_ms"] = in_milliseconds(plan.clip.duration());
  json["codec"] = plan.codec;
  json["file_name"] = asked.file_name;
  Json::Array gaps;
  for (const ViewedSpan& gap : plan.gaps) gaps.push_back(gap_json(gap, plan));
  json["gaps"] = std::move(gaps);
  Json::Array findings;
  for (const ClipFinding& each : plan.findings) findings.push_back(clip_finding_json(each));
  json["findings"] = std::move(findings);
  return http::json_response(200, json);
}

// The head lists every sample's size and place, so it names the bytes of the whole.
std::string entity_tag(const ClipPlan& plan) {
  return "\"" + base::hex(crypto::sha256(plan.clip.head())).substr(0, 32) + "\"";
}

Response get_clip_file(const PlaybackRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(AskedClip asked, plan_of(parts, request, "clip"));
  const bool from_its_start = request.headers.find("Range") == nullptr;
  if (from_its_start && request.method == http::Method::Get) {
    parts.journal.tell({.kind = "clip-downloaded",
                        .actor = asked.viewer.use.actor,
                        .subject = base::to_string(asked.camera),
                        .fields = {{"from", base::format_rfc3339(asked.plan->from)},
                                   {"to", base::format_rfc3339(asked.plan->to)},
                                   {"bytes", asked.plan->clip.bytes()}}});
  }
  Response response;
  response.headers.set("Content-Type", "video/mp4");
  response.headers.set("ETag", entity_tag(*asked.plan));
  response.headers.set("Content-Disposition", "attachment; filename=\"" + asked.file_name + "\"");
  response.source =
      std::make_shared<ClipSource>(std::move(asked.plan), parts.store, std::move(asked.viewer),
                                   [watch = parts.access.watch(request, appliance::kExport),
                                    camera = asked.camera] { return watch(camera); });
  return response;
}

}  // namespace

std::vector<http::Route> clip_routes(const PlaybackRoutesParts& parts) {
  using appliance::kExport;
  std::vector<http::Route> routes;
  routes.push_back(blocking(http::Method::Get, "/api/v1/cameras/{camera}/clip", "getClip", kExport,
                            [parts](const Request& request) { return get_clip(parts, request); }));
  routes.push_back(
      blocking(http::Method::Get, "/api/v1/cameras/{camera}/clip.mp4", "getClipFile", kExport,
               [parts](const Request& request) { return get_clip_file(parts, request); }));
  routes.back().gives = "video/mp4";
  return routes;
}

}  // namespace nvr

#include "nvr/api/camera_routes.h"

#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"
#include "nvr/api/camera_json.h"
#include "nvr/api/camera_settings.h"
#include "nvr/api/route_parts.h"

namespace nvr {
namespace {

using namespace std::chrono_literals;
using base::Json;
using http::Request;
using http::Response;

constexpr auto kProbeTimeout = 20s;
constexpr auto kSetTimeout = 10s;

std::optional<base::WallTime> silent_since(const CameraRoutesParts& parts) {
  if (parts.recorder.answers()) return std::nullopt;
  return parts.recorder.since();
}

Response list_cameras(const CameraRoutesParts& parts, const Request& request) {
  const auto cameras = parts.view.cameras();
  if (!cameras) return http::problem_from(cameras.error());
  const auto states = parts.view.states();
  if (!states) return http::problem_from(states.error());
  Json::Array list;
  for (const ViewedCamera& camera : *cameras) {
    if (!appliance::may_on_camera(request, appliance::kSeeCameras, camera.camera)) continue;
    list.push_back(camera_json(camera, *states, silent_since(parts)));
  }
  Json json;
  json["cameras"] = std::move(list);
  return http::json_response(200, json);
}

Response answer_camera(const CameraRoutesParts& parts, const base::Id& id, int status) {
  const auto camera = parts.view.camera(id);
  if (!camera) return http::problem_from(camera.error());
  if (!*camera) return http::no_such("camera");
  const auto states = parts.view.states();
  if (!states) return http::problem_from(states.error());
  return http::json_response(status, camera_json(**camera, *states, silent_since(parts)));
}

Response get_camera(const CameraRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const base::Id id, id_in_path(request, "camera"));
  return answer_camera(parts, id, 200);
}

base::Result<void> set_camera(const CameraRoutesParts& parts, Json arguments,
                              const std::optional<crypto::Secret>& password) {
  base::ipc::Payload payload;
  payload.arguments = std::move(arguments);
  if (password) {
    const auto bytes = password->reveal();
    payload.body.assign(bytes.begin(), bytes.end());
  }
  RETURN_IF_ERROR(parts.recorder.caller().call("set_camera", std::move(payload), kSetTimeout));
  return parts.recorder.refresh_cameras();
}

void note_in_journal(const CameraRoutesParts& parts, const Request& request, const char* kind,
                     const base::Id& camera) {
  parts.journal.tell({.kind = kind,
                      .actor = appliance::signed_in(request).account.name,
                      .subject = base::to_string(camera)});
}

Response add_camera(const CameraRoutesParts& parts, const Request& request) {
  http::Fields fields{request};
  const CameraSettings settings = read_camera_settings(fields, Needed::All);
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  const base::Id id = parts.ids.next();
  Json known;
  known["camera"] = base::to_string(id);
  known["audio"] = true;
  known["enabled"] = true;
  const auto set = set_camera(parts, with_settings(std::move(known), settings), settings.password);
  if (!set) return recorder_problem(set.error());
  note_in_journal(parts, request, "camera-added", id);
  return answer_camera(parts, id, 201);
}

// The stored password belongs to whom it was given to: it is not sent elsewhere unless it is given
// again.
bool needs_password_again(const Json& known, const CameraSettings& settings) {
  if (settings.password) return false;
  const auto user = known.get_string("user");
  if (!user || user->empty()) return false;
  const auto moved = [&](const char* name, const std::optional<std::string>& now) {
    if (!now || now->empty()) return false;
    const auto before = known.get_string(name);
    const auto main = known.get_string("url");
    const std::string_view allowed = authority_of(before && !before->empty() ? *before : *main);
    return authority_of(*now) != allowed;
  };
  return moved("url", settings.url) || moved("sub_url", settings.sub_url);
}

// What the recorder takes, out of what it tells.
Json settable(const Json& details) {
  Json known;
  for (const char* name :
       {"camera", "name", "url", "sub_url", "user", "fingerprint", "audio", "enabled"}) {
    if (const Json* member = details.find(name)) known[name] = *member;
  }
  return known;
}

Response change_camera(const CameraRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const base::Id id, id_in_path(request, "camera"));
  http::Fields fields{request};
  const CameraSettings settings = read_camera_settings(fields, Needed::Nothing);
  if (const auto fresh = parts.recorder.refresh_cameras(); !fresh) {
    return recorder_problem(fresh.error());
  }
  const auto camera = parts.view.camera(id);
  if (!camera) return http::problem_from(camera.error());
  if (!*camera) return http::no_such("camera");
  const Json known = settable((*camera)->details);
  if (needs_password_again(known, settings)) {
    fields.add("password", "missing", "The address is another one: give the password again.");
  }
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  const auto set = set_camera(parts, with_settings(known, settings), settings.password);
  if (!set) return recorder_problem(set.error());
  note_in_journal(parts, request, "camera-changed", id);
  return answer_camera(parts, id, 200);
}

Response remove_camera(const CameraRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const base::Id id, id_in_path(request, "camera"));
  Json arguments;
  arguments["camera"] = base::to_string(id);
  const auto removed = parts.recorder.caller().call(
      "remove_camera", {.arguments = std::move(arguments)}, kSetTimeout);
  if (!removed) return recorder_problem(removed.error());
  (void)parts.view.forget_camera(id);
  note_in_journal(parts, request, "camera-removed", id);
  return http::empty_response(204);
}

Response probe_camera(const CameraRoutesParts& parts, const Request& request) {
  http::Fields fields{request};
  const CameraSettings settings = read_probe(fields);
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  base::ipc::Payload payload;
  payload.arguments = with_settings(Json{Json::Object{}}, settings);
  if (settings.password) {
    const auto bytes = settings.password->reveal();
    payload.body.assign(bytes.begin(), bytes.end());
  }
  auto probed = parts.recorder.caller().call("probe", std::move(payload), kProbeTimeout);
  if (!probed) return recorder_problem(probed.error());
  Json json = std::move(probed->arguments);
  if (json.find("streams") == nullptr) json["streams"] = Json::Array{};
  return http::json_response(200, json);
}

}  // namespace

std::vector<http::Route> camera_routes(const CameraRoutesParts& parts) {
  using appliance::kConfigureCameras;
  using appliance::kSeeCameras;
  using http::Method;
  constexpr const char* kAll = "/api/v1/cameras";
  constexpr const char* kOne = "/api/v1/cameras/{camera}";
  http::Operations<CameraRoutesParts> operations{parts};
  operations.add(Method::Get, kAll, "listCameras", kSeeCameras, list_cameras);
  operations.add(Method::Post, kAll, "addCamera", kConfigureCameras, add_camera);
  operations.add(Method::Post, "/api/v1/probe", "probeCamera", kConfigureCameras, probe_camera);
  operations.add(Method::Get, kOne, "getCamera", kSeeCameras, get_camera);
  operations.add(Method::Patch, kOne, "changeCamera", kConfigureCameras, change_camera);
  operations.add(Method::Delete, kOne, "removeCamera", kConfigureCameras, remove_camera);
  return std::move(operations).take();
}

}  // namespace nvr

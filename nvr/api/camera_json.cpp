#include "nvr/api/camera_json.h"

namespace nvr {
namespace {

using base::Json;

Json silent_state(base::WallTime since) {
  Json state;
  state["state"] = "lost";
  state["since"] = base::format_rfc3339(since);
  state["reason"] = "recorder_down";
  return state;
}

bool is_shown_stream(const std::string& stream) {
  return stream == "main" || stream == "sub";
}

}  // namespace

Json camera_json(const ViewedCamera& camera, const std::vector<ViewedState>& states,
                 const std::optional<base::WallTime>& silent_since) {
  Json json;
  json["camera"] = base::to_string(camera.camera);
  json["name"] = camera.name;
  json["url"] = "";
  json["audio"] = true;
  json["enabled"] = true;
  for (const char* name : {"url", "sub_url", "user", "fingerprint"}) {
    const Json* member = camera.details.find(name);
    if (member != nullptr && member->as_string() != nullptr && !member->as_string()->empty()) {
      json[name] = *member;
    }
  }
  for (const char* name : {"audio", "enabled"}) {
    const Json* member = camera.details.find(name);
    if (member != nullptr && member->as_bool() != nullptr) json[name] = *member;
  }
  Json shown{Json::Object{}};
  for (const ViewedState& state : states) {
    if (state.camera != camera.camera || !is_shown_stream(state.stream)) continue;
    shown[state.stream] = silent_since ? silent_state(*silent_since) : state.fields;
  }
  if (silent_since) shown["main"] = silent_state(*silent_since);
  json["state"] = std::move(shown);
  return json;
}

}  // namespace nvr

#include "nvr/recorder/stream_state.h"

namespace nvr {

std::string_view to_string(StreamCondition condition) {
  switch (condition) {
    case StreamCondition::Connecting:
      return "connecting";
    case StreamCondition::Recording:
      return "recording";
    case StreamCondition::Live:
      return "live";
    case StreamCondition::Lost:
      return "lost";
    case StreamCondition::Refused:
      return "refused";
    case StreamCondition::Disabled:
      return "disabled";
  }
  return "disabled";
}

std::string state_key(const storage::StreamKey& stream) {
  return base::to_string(stream.camera) + "/" + storage::stream_name(stream.stream);
}

base::Json to_json(const storage::StreamKey& stream, const StreamState& state) {
  base::Json json;
  json["camera"] = base::to_string(stream.camera);
  json["stream"] = storage::stream_name(stream.stream);
  json["state"] = to_string(state.condition);
  json["since"] = base::format_rfc3339(state.since);
  json["reason"] = state.reason;
  json["detail"] = state.detail;
  json["next_try"] =
      state.next_try ? base::Json{base::format_rfc3339(*state.next_try)} : base::Json{};
  return json;
}

}  // namespace nvr

#include "nvr/camera/camera.h"

#include <algorithm>

#include "media/rtsp/rtsp_url_parser.h"

namespace nvr {
namespace {

base::Error wrong_field(std::string_view field, std::string_view what) {
  return {base::ErrorKind::InvalidInput, std::string{field} + " " + std::string{what}};
}

bool is_plain_text(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

base::Result<void> check_url(std::string_view field, const std::string& url) {
  const auto parsed = media::parse_rtsp_url(url);
  if (!parsed) return wrong_field(field, "is no rtsp or rtsps URL");
  if (!parsed->user.empty() || !parsed->password.empty()) {
    return wrong_field(field, "holds a user or a password: they have fields of their own");
  }
  return {};
}

// Absent or null gives the fallback; another type is a mistake.
base::Result<std::string> text_or_empty(const base::Json& arguments, std::string_view name) {
  const base::Json* found = arguments.find(name);
  if (found == nullptr || found->is_null()) return std::string{};
  return arguments.get_string(name);
}

base::Result<bool> flag_or(const base::Json& arguments, std::string_view name, bool fallback) {
  const base::Json* found = arguments.find(name);
  if (found == nullptr || found->is_null()) return fallback;
  return arguments.get_bool(name);
}

}  // namespace

base::Result<void> check(const Camera& camera) {
  if (camera.id == base::Id{}) return wrong_field("camera", "is no id");
  if (camera.name.empty() || camera.name.size() > kCameraNameBytesMax ||
      !is_plain_text(camera.name)) {
    return wrong_field("name", "has 1 to 64 bytes of text");
  }
  if (camera.user.size() > kCameraUserBytesMax || !is_plain_text(camera.user)) {
    return wrong_field("user", "has at most 128 bytes of text");
  }
  RETURN_IF_ERROR(check_url("url", camera.url));
  if (!camera.sub_url.empty()) RETURN_IF_ERROR(check_url("sub_url", camera.sub_url));
  return {};
}

base::Result<crypto::Fingerprint> parse_fingerprint(std::string_view text) {
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c != ':'; });
  crypto::Fingerprint fingerprint{};
  const auto bytes = base::from_hex(digits);
  if (!bytes || bytes->size() != fingerprint.size()) {
    return wrong_field("fingerprint", "is no SHA-256 in hex");
  }
  std::ranges::copy(*bytes, fingerprint.begin());
  return fingerprint;
}

base::Result<Camera> camera_from(const base::Json& arguments) {
  Camera camera;
  ASSIGN_OR_RETURN(const std::string id, arguments.get_string("camera"));
  ASSIGN_OR_RETURN(camera.id, base::parse_id(id));
  ASSIGN_OR_RETURN(camera.name, arguments.get_string("name"));
  ASSIGN_OR_RETURN(camera.url, arguments.get_string("url"));
  ASSIGN_OR_RETURN(camera.sub_url, text_or_empty(arguments, "sub_url"));
  ASSIGN_OR_RETURN(camera.user, text_or_empty(arguments, "user"));
  ASSIGN_OR_RETURN(const std::string fingerprint, text_or_empty(arguments, "fingerprint"));
  if (!fingerprint.empty()) {
    ASSIGN_OR_RETURN(camera.fingerprint, parse_fingerprint(fingerprint));
  }
  ASSIGN_OR_RETURN(camera.audio, flag_or(arguments, "audio", false));
  ASSIGN_OR_RETURN(camera.enabled, flag_or(arguments, "enabled", true));
  RETURN_IF_ERROR(check(camera));
  return camera;
}

base::Json to_json(const Camera& camera) {
  base::Json json;
  json["camera"] = base::to_string(camera.id);
  json["name"] = camera.name;
  json["url"] = camera.url;
  json["sub_url"] = camera.sub_url;
  json["user"] = camera.user;
  json["fingerprint"] = camera.fingerprint ? base::hex(*camera.fingerprint) : std::string{};
  json["audio"] = camera.audio;
  json["enabled"] = camera.enabled;
  return json;
}

}  // namespace nvr

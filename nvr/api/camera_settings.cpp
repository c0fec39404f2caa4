#include "nvr/api/camera_settings.h"

#include <algorithm>

#include "appliance/accounts/credential_rules.h"

namespace nvr {
namespace {

constexpr http::TextBounds kCameraNameBounds{1, 256};
constexpr http::TextBounds kUrlBounds{0, 1024};
constexpr http::TextBounds kUserBounds{0, 128};
constexpr http::TextBounds kCameraPasswordBounds{0, 256};
constexpr std::size_t kFingerprintDigits = 64;

void check_url(http::Fields& fields, std::string_view name, const std::optional<std::string>& url) {
  if (url && !url->empty() && !is_camera_url(*url)) {
    fields.add(name, "malformed", "It is like rtsps://192.0.2.7/main, without user or password.");
  }
}

bool is_fingerprint(std::string_view text) {
  return text.size() == kFingerprintDigits && std::ranges::all_of(text, [](char digit) {
           return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
         });
}

void read_identity(http::Fields& fields, CameraSettings& settings) {
  settings.user = fields.optional_text("user", kUserBounds);
  settings.password = fields.optional_secret("password", kCameraPasswordBounds);
  settings.fingerprint = fields.optional_text("fingerprint", {0, kFingerprintDigits});
  if (settings.fingerprint && !settings.fingerprint->empty() &&
      !is_fingerprint(*settings.fingerprint)) {
    fields.add("fingerprint", "malformed", "It is 64 lower-case hexadecimal digits.");
  }
}

}  // namespace

bool is_camera_url(std::string_view url) {
  if (!url.starts_with("rtsp://") && !url.starts_with("rtsps://")) return false;
  const bool printable =
      std::ranges::all_of(url, [](char byte) { return byte > ' ' && byte < 127; });
  const std::string_view authority = authority_of(url);
  return printable && !authority.empty() && authority.find('@') == std::string_view::npos;
}

std::string_view authority_of(std::string_view url) {
  const std::size_t begin = url.find("://");
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = url.substr(begin + 3);
  return rest.substr(0, rest.find_first_of("/?#"));
}

CameraSettings read_camera_settings(http::Fields& fields, Needed needed) {
  CameraSettings settings;
  if (needed == Needed::All) {
    settings.name = fields.text("name", kCameraNameBounds);
    settings.url = fields.text("url", {1, kUrlBounds.max});
  } else {
    settings.name = fields.optional_text("name", kCameraNameBounds);
    settings.url = fields.optional_text("url", {1, kUrlBounds.max});
  }
  if (settings.name && !settings.name->empty()) {
    if (const auto fault = appliance::fault_of_name(*settings.name)) {
      fields.add("name", fault->code, fault->detail);
    }
  }
  settings.sub_url = fields.optional_text("sub_url", kUrlBounds);
  check_url(fields, "url", settings.url);
  check_url(fields, "sub_url", settings.sub_url);
  settings.audio = fields.optional_bool("audio");
  settings.enabled = fields.optional_bool("enabled");
  read_identity(fields, settings);
  return settings;
}

CameraSettings read_probe(http::Fields& fields) {
  CameraSettings settings;
  settings.url = fields.text("url", {1, kUrlBounds.max});
  check_url(fields, "url", settings.url);
  read_identity(fields, settings);
  return settings;
}

base::Json with_settings(base::Json known, const CameraSettings& settings) {
  const auto put = [&](const char* name, const std::optional<std::string>& value) {
    if (value) known[name] = *value;
  };
  put("name", settings.name);
  put("url", settings.url);
  put("sub_url", settings.sub_url);
  put("user", settings.user);
  put("fingerprint", settings.fingerprint);
  if (settings.audio) known["audio"] = *settings.audio;
  if (settings.enabled) known["enabled"] = *settings.enabled;
  return known;
}

}  // namespace nvr

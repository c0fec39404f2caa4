// What people may set about a camera, read from a request and checked: the rules of names and
// addresses. Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json/json.h"
#include "crypto/secret.h"
#include "web/http/fields.h"

namespace nvr {

// Members that were not given are left out. Mistakes are left in the fields.
struct CameraSettings {
  std::optional<std::string> name;
  std::optional<std::string> url;
  std::optional<std::string> sub_url;
  std::optional<std::string> user;
  std::optional<std::string> fingerprint;
  std::optional<bool> audio;
  std::optional<bool> enabled;
  std::optional<crypto::Secret> password;
};

enum class Needed { All, Nothing };  // of a new camera: name and address

CameraSettings read_camera_settings(http::Fields& fields, Needed needed);

// The address alone, with user, password and fingerprint: what probing takes.
CameraSettings read_probe(http::Fields& fields);

// rtsp:// or rtsps://, a host, and no user or password in it.
bool is_camera_url(std::string_view url);
std::string_view authority_of(std::string_view url);  // host and port; of what is_camera_url() took

// The arguments of the recorder's `set_camera`: `known` with what is set changed.
base::Json with_settings(base::Json known, const CameraSettings& settings);

}  // namespace nvr

// A camera as the recorder knows it: how it is called and where its streams are. Plain values.
//
// The password is not part of it: camera_store.h keeps it sealed. Specification:
// docs/design/camera-streams.md.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/json/json.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/x509/certificate.h"

namespace nvr {

inline constexpr std::size_t kCamerasMax = 256;
inline constexpr std::size_t kCameraNameBytesMax = 64;
inline constexpr std::size_t kCameraUserBytesMax = 128;
inline constexpr std::size_t kCameraPasswordBytesMax = 256;

struct Camera {
  base::Id id{};
  std::string name{};
  std::string url{};      // of the main stream, without credentials
  std::string sub_url{};  // empty: it has none
  std::string user{};
  // SHA-256 of the certificate that an rtsps camera must show. None: the first one it shows is
  // kept.
  std::optional<crypto::Fingerprint> fingerprint{};
  bool audio = false;
  bool enabled = true;

  bool operator==(const Camera&) const = default;
};

// InvalidInput names the field that is wrong.
base::Result<void> check(const Camera& camera);

// The arguments of set_camera, checked. Whole: what is left out gets its default.
base::Result<Camera> camera_from(const base::Json& arguments);
base::Json to_json(const Camera& camera);  // inverse of camera_from()

// Hex with or without colons, as people copy it.
base::Result<crypto::Fingerprint> parse_fingerprint(std::string_view text);

}  // namespace nvr

// What a camera tells of itself to who is signed in. A plain value.
#pragma once

#include <cstdint>
#include <string>

#include "camera-fw/encode/stream_encoder.h"

namespace camera_fw {

struct DeviceInfo {
  std::string name;
  std::string serial;
  std::string version;
  std::string fingerprint;       // of the certificate, SHA-256
  std::uint16_t rtsps_port = 0;  // of the URLs that are shown
  StreamFormats formats = default_formats();
};

inline constexpr std::string_view kModel = "Custody demo camera";

}  // namespace camera_fw

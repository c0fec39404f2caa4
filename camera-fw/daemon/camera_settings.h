// What an installer sets about a camera: camera.toml.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/config/config.h"
#include "web/http/server_options.h"

namespace camera_fw {

struct CameraSettings {
  std::string name;
  std::uint32_t seed = 0;
  std::filesystem::path factory;  // directory of the demo factory CA
  std::vector<http::Endpoint> https;
  std::vector<std::string> https_names;  // what the camera is called, besides its addresses
  std::vector<http::Endpoint> rtsps;
  std::vector<http::Endpoint> rtsp;  // without TLS: empty unless it was turned on
  std::filesystem::path interface;
  std::filesystem::path description;
  std::filesystem::path blocklist;  // of passwords
  bool host_filter = true;          // the kernel refuses whom the host access list refuses
};

// Mistakes are left in `config` for its finish(). `plain_rtsp`: --rtsp was given.
CameraSettings read_camera_settings(base::Config& config, const std::filesystem::path& state,
                                    bool plain_rtsp);

}  // namespace camera_fw

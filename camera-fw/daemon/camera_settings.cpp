#include "camera-fw/daemon/camera_settings.h"

#include <limits>

#include "web/http/endpoint_settings.h"

namespace camera_fw {
namespace {

constexpr std::size_t kNamesMax = 16;
constexpr std::size_t kNameBytesMax = 64;

}  // namespace

CameraSettings read_camera_settings(base::Config& config, const std::filesystem::path& state,
                                    bool plain_rtsp) {
  CameraSettings settings;
  settings.name = config.get_string("camera.name", "Camera", {1, kNameBytesMax});
  settings.seed = static_cast<std::uint32_t>(
      config.get_int("camera.seed", 0, {0, std::numeric_limits<std::uint32_t>::max()}));
  settings.factory = config.get_path("factory.directory", state / "factory");
  settings.https = http::read_endpoints(config, "https.listen", {"0.0.0.0:443", "[::]:443"}, 1);
  settings.https_names = config.get_strings("https.names", {}, {0, kNamesMax});
  settings.interface = config.get_path("https.interface", "/usr/share/custody/ui/camera");
  settings.description =
      config.get_path("https.description", "/usr/share/custody/api/camera.openapi.json");
  settings.blocklist = config.get_path("https.blocklist", "/usr/share/custody/passwords.txt");
  settings.rtsps = http::read_endpoints(config, "rtsps.listen", {"0.0.0.0:322", "[::]:322"}, 1);
  const std::vector<std::string> plain{"0.0.0.0:554", "[::]:554"};
  settings.rtsp = http::read_endpoints(config, "rtsp.listen",
                                       plain_rtsp ? plain : std::vector<std::string>{}, 0);
  settings.host_filter = config.get_bool("host.filter", true);
  return settings;
}

}  // namespace camera_fw

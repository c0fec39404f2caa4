#include "camera-fw/daemon/camera_settings.h"

#include <arpa/inet.h>

#include <charconv>
#include <limits>
#include <optional>

namespace camera_fw {
namespace {

constexpr std::size_t kEndpointsMax = 16;
constexpr std::size_t kNameBytesMax = 64;

// "192.0.2.1:322", "[::]:322"; port 0 is any free one.
std::optional<http::Endpoint> read_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view address = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool v6 = address.starts_with('[') && address.ends_with(']');
  if (v6) address = address.substr(1, address.size() - 2);
  http::Endpoint endpoint{.address = std::string{address}};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  in6_addr binary{};
  const bool known = ::inet_pton(v6 ? AF_INET6 : AF_INET, endpoint.address.c_str(), &binary) == 1;
  if (!known || error != std::errc{} || end != port.data() + port.size()) return std::nullopt;
  return endpoint;
}

std::vector<http::Endpoint> read_endpoints(base::Config& config, std::string_view key,
                                           std::vector<std::string> fallback,
                                           std::size_t count_min) {
  std::vector<http::Endpoint> endpoints;
  for (const auto& text :
       config.get_strings(key, std::move(fallback), {count_min, kEndpointsMax})) {
    if (const auto endpoint = read_endpoint(text)) {
      endpoints.push_back(*endpoint);
    } else {
      config.add_mistake(key, "must be like \"192.0.2.1:443\" or \"[::]:443\"");
    }
  }
  return endpoints;
}

}  // namespace

CameraSettings read_camera_settings(base::Config& config, const std::filesystem::path& state,
                                    bool plain_rtsp) {
  CameraSettings settings;
  settings.name = config.get_string("camera.name", "Camera", {1, kNameBytesMax});
  settings.seed = static_cast<std::uint32_t>(
      config.get_int("camera.seed", 0, {0, std::numeric_limits<std::uint32_t>::max()}));
  settings.factory = config.get_path("factory.directory", state / "factory");
  settings.https = read_endpoints(config, "https.listen", {"0.0.0.0:443", "[::]:443"}, 1);
  settings.https_names = config.get_strings("https.names", {}, {0, kEndpointsMax});
  settings.interface = config.get_path("https.interface", "/usr/share/custody/ui/camera");
  settings.description =
      config.get_path("https.description", "/usr/share/custody/api/camera.openapi.json");
  settings.blocklist = config.get_path("https.blocklist", "/usr/share/custody/passwords.txt");
  settings.rtsps = read_endpoints(config, "rtsps.listen", {"0.0.0.0:322", "[::]:322"}, 1);
  const std::vector<std::string> plain{"0.0.0.0:554", "[::]:554"};
  settings.rtsp =
      read_endpoints(config, "rtsp.listen", plain_rtsp ? plain : std::vector<std::string>{}, 0);
  settings.host_filter = config.get_bool("host.filter", true);
  return settings;
}

}  // namespace camera_fw

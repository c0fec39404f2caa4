#include "nvr/config/web_settings.h"

#include "web/http/endpoint_settings.h"

namespace nvr {
namespace {

constexpr std::size_t kNamesMax = 32;

}  // namespace

WebSettings read_web_settings(base::Config& config) {
  WebSettings settings;
  settings.listen = http::read_endpoints(config, "https.listen", {"0.0.0.0:443", "[::]:443"}, 1);
  settings.names = config.get_strings("https.names", {}, {0, kNamesMax});
  settings.interface = config.get_path("files.interface", "/usr/share/custody/ui/recorder");
  settings.description =
      config.get_path("files.description", "/usr/share/custody/api/openapi.json");
  settings.blocklist = config.get_path("files.blocklist", "/usr/share/custody/passwords.txt");
  settings.host_filter = config.get_bool("host.filter", true);
  return settings;
}

}  // namespace nvr

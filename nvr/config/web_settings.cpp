#include "nvr/config/web_settings.h"

#include <arpa/inet.h>

#include <charconv>

namespace nvr {
namespace {

constexpr std::size_t kEndpointsMax = 16;
constexpr std::size_t kNamesMax = 32;

bool is_ip_address(const std::string& text) {
  in6_addr address{};
  return inet_pton(AF_INET, text.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

}  // namespace

base::Result<http::Endpoint> parse_endpoint(std::string_view text) {
  const base::Error bad{base::ErrorKind::InvalidInput,
                        "must be like \"192.0.2.1:443\" or \"[::]:443\""};
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return bad;
  std::string_view address = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool bracketed = address.starts_with('[') && address.ends_with(']');
  if (bracketed) address = address.substr(1, address.size() - 2);

  http::Endpoint endpoint{.address = std::string{address}};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  const bool is_v6 = address.find(':') != std::string_view::npos;
  if (error != std::errc{} || end != port.data() + port.size() || is_v6 != bracketed ||
      !is_ip_address(endpoint.address)) {
    return bad;
  }
  return endpoint;
}

WebSettings read_web_settings(base::Config& config) {
  WebSettings settings;
  for (const auto& text :
       config.get_strings("https.listen", {"0.0.0.0:443", "[::]:443"}, {1, kEndpointsMax})) {
    auto endpoint = parse_endpoint(text);
    if (endpoint) {
      settings.listen.push_back(*std::move(endpoint));
    } else {
      config.add_mistake("https.listen", endpoint.error().message);
    }
  }
  settings.names = config.get_strings("https.names", {}, {0, kNamesMax});
  settings.interface = config.get_path("files.interface", "/usr/share/custody/ui/recorder");
  settings.description =
      config.get_path("files.description", "/usr/share/custody/api/openapi.json");
  settings.blocklist = config.get_path("files.blocklist", "/usr/share/custody/passwords.txt");
  settings.host_filter = config.get_bool("host.filter", true);
  return settings;
}

}  // namespace nvr

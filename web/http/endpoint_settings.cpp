#include "web/http/endpoint_settings.h"

#include <arpa/inet.h>

#include <charconv>
#include <utility>

namespace http {
namespace {

constexpr std::size_t kEndpointsMax = 16;

bool is_ip_address(const std::string& text) {
  in6_addr address{};
  return inet_pton(AF_INET, text.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

}  // namespace

base::Result<Endpoint> parse_endpoint(std::string_view text) {
  const base::Error bad{base::ErrorKind::InvalidInput,
                        "must be like \"192.0.2.1:443\" or \"[::]:443\""};
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return bad;
  std::string_view address = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool bracketed = address.starts_with('[') && address.ends_with(']');
  if (bracketed) address = address.substr(1, address.size() - 2);

  Endpoint endpoint{.address = std::string{address}};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  const bool is_v6 = address.find(':') != std::string_view::npos;
  if (error != std::errc{} || end != port.data() + port.size() || is_v6 != bracketed ||
      !is_ip_address(endpoint.address)) {
    return bad;
  }
  return endpoint;
}

std::vector<Endpoint> read_endpoints(base::Config& config, std::string_view key,
                                     std::vector<std::string> fallback, std::size_t count_min) {
  std::vector<Endpoint> endpoints;
  for (const auto& text :
       config.get_strings(key, std::move(fallback), {count_min, kEndpointsMax})) {
    auto endpoint = parse_endpoint(text);
    if (endpoint) {
      endpoints.push_back(*std::move(endpoint));
    } else {
      config.add_mistake(key, endpoint.error().message);
    }
  }
  return endpoints;
}

}  // namespace http

#include "web/http/origin.h"

#include <algorithm>

#include "web/http/head_parser.h"

namespace http {

bool host_is_allowed(std::string_view host, const std::vector<std::string>& allowed) {
  const auto authority = parse_authority(host);
  if (!authority) return false;
  if (authority->is_address || host == "localhost") return true;
  return std::ranges::any_of(
      allowed, [&](const std::string& name) { return equal_ignoring_case(name, host); });
}

bool is_same_origin(const Headers& headers) {
  const std::string* origin = headers.find("Origin");
  if (origin == nullptr) return true;
  constexpr std::string_view kScheme = "https://";
  if (!origin->starts_with(kScheme)) return false;
  const auto theirs = parse_authority(std::string_view{*origin}.substr(kScheme.size()));
  const auto ours = parse_authority(headers.get("Host"));
  return theirs && ours && *theirs == *ours;
}

}  // namespace http

#include "nvr/api/socket_routes.h"

#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"

namespace nvr {

std::function<bool()> still_signed_in(const http::Request& request,
                                      appliance::Sessions& sessions) {
  return [&sessions, id = appliance::signed_in(request).session.id] { return sessions.touch(id); };
}

std::vector<http::Route> changes_routes(ChangesFeed& feed, appliance::Sessions& sessions) {
  using Opened = std::variant<std::unique_ptr<http::WebSocketSession>, http::Response>;
  std::vector<http::Route> routes;
  routes.push_back({.method = http::Method::Get,
                    .path = "/api/v1/ws/changes",
                    .operation_id = "watchChanges",
                    .access = http::Access::needs(appliance::kViewLive),
                    .handler = http::Upgrade{[&feed, &sessions](const http::Request& request) {
                      return Opened{feed.open(still_signed_in(request, sessions))};
                    }},
                    .gives = "*/*"});
  return routes;
}

}  // namespace nvr

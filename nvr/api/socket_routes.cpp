#include "nvr/api/socket_routes.h"

#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"
#include "nvr/api/route_parts.h"

namespace nvr {

std::function<bool()> still_signed_in(const http::Request& request, appliance::Sessions& sessions) {
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

std::vector<http::Route> live_routes(LiveRoom& room, appliance::Sessions& sessions) {
  using Opened = std::variant<std::unique_ptr<http::WebSocketSession>, http::Response>;
  const auto open = [&room, &sessions](const http::Request& request) -> Opened {
    VALUE_OR_REFUSE(const std::string stream, stream_in_query(request));
    const std::string* camera = request.target.parameter("camera");
    const auto id = base::parse_id(camera != nullptr ? *camera : "");
    if (!id) return bad_parameter("camera", "It is a camera's id.");
    return room.open({*id, stream}, still_signed_in(request, sessions));
  };
  std::vector<http::Route> routes;
  routes.push_back({.method = http::Method::Get,
                    .path = "/api/v1/ws/live",
                    .operation_id = "watchLive",
                    .access = http::Access::needs(appliance::kViewLive),
                    .handler = http::Upgrade{open},
                    .gives = "*/*"});
  return routes;
}

}  // namespace nvr

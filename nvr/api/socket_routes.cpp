#include "nvr/api/socket_routes.h"

#include <utility>

#include "appliance/access/permissions.h"
#include "nvr/api/route_parts.h"

namespace nvr {

std::vector<http::Route> changes_routes(ChangesFeed& feed, const appliance::AccessControl& access) {
  using Opened = std::variant<std::unique_ptr<http::WebSocketSession>, http::Response>;
  std::vector<http::Route> routes;
  routes.push_back({.method = http::Method::Get,
                    .path = "/api/v1/ws/changes",
                    .operation_id = "watchChanges",
                    .access = http::Access::needs(appliance::kSeeCameras),
                    .handler = http::Upgrade{[&feed, &access](const http::Request& request) {
                      return Opened{feed.open(access.watch(request, appliance::kSeeCameras))};
                    }},
                    .gives = "*/*"});
  return routes;
}

std::vector<http::Route> live_routes(LiveRoom& room, const appliance::AccessControl& access) {
  using Opened = std::variant<std::unique_ptr<http::WebSocketSession>, http::Response>;
  const auto open = [&room, &access](const http::Request& request) -> Opened {
    VALUE_OR_REFUSE(const std::string stream, stream_in_query(request));
    const std::string* camera = request.target.parameter("camera");
    const auto id = base::parse_id(camera != nullptr ? *camera : "");
    if (!id) return http::bad_parameter("camera", "It is a camera's id.");
    if (!appliance::may_on_camera(request, appliance::kViewLive, *id)) {
      return http::no_such("camera");
    }
    return room.open({*id, stream}, [watch = access.watch(request, appliance::kViewLive),
                                     camera = *id] { return watch(camera); });
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

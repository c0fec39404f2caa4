// The WebSockets: what changed, and live pictures. Each stays open as long as whoever opened it
// may.
#pragma once

#include <vector>

#include "appliance/access/access_control.h"
#include "nvr/view/changes_feed.h"
#include "nvr/view/live_room.h"
#include "web/http/route.h"

namespace nvr {

// All outlive the routes.
std::vector<http::Route> changes_routes(ChangesFeed& feed, const appliance::AccessControl& access);

std::vector<http::Route> live_routes(LiveRoom& room, const appliance::AccessControl& access);

}  // namespace nvr

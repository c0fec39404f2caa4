// The WebSockets: what changed, and live pictures. Each stays open as long as its session is one.
#pragma once

#include <functional>
#include <vector>

#include "appliance/access/sessions.h"
#include "nvr/view/changes_feed.h"
#include "nvr/view/live_room.h"
#include "web/http/route.h"

namespace nvr {

// All outlive the routes.
std::vector<http::Route> changes_routes(ChangesFeed& feed, appliance::Sessions& sessions);

std::vector<http::Route> live_routes(LiveRoom& room, appliance::Sessions& sessions);

// Whether the session of a request is still there; asking counts as using it.
std::function<bool()> still_signed_in(const http::Request& request, appliance::Sessions& sessions);

}  // namespace nvr

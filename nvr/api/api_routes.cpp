#include "nvr/api/api_routes.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "nvr/api/camera_routes.h"
#include "nvr/api/footage_routes.h"
#include "nvr/api/playback_routes.h"
#include "nvr/api/session_routes.h"
#include "nvr/api/socket_routes.h"
#include "nvr/api/status_routes.h"

namespace nvr {
namespace {

void take_over(std::vector<http::Route>& all, std::vector<http::Route> some) {
  std::ranges::move(some, std::back_inserter(all));
}

}  // namespace

std::vector<http::Route> api_routes(const ApiParts& parts) {
  const SessionRoutesParts session{parts.accounts, parts.sign_in, parts.keeper, parts.cookie};
  const PlaybackRoutesParts playback{parts.view, parts.footage, parts.clips, parts.thumbnails,
                                     parts.keeper.journal()};
  std::vector<http::Route> all;
  take_over(all, session_routes(session));
  take_over(all, key_routes(session));
  take_over(all, parts.hosts.routes(parts.ids, appliance::password_proof(parts.sign_in)));
  take_over(all, camera_routes({parts.view, parts.recorder, parts.keeper.journal(), parts.ids}));
  take_over(all, footage_routes(parts.view, parts.clock));
  take_over(all, playback_routes(playback));
  take_over(all, clip_routes(playback));
  take_over(all, status_routes({parts.version, parts.recorder, parts.keeper, parts.certificate,
                                parts.clock}));
  take_over(all, changes_routes(parts.feed, parts.sessions));
  take_over(all, live_routes(parts.live, parts.sessions));
  return all;
}

}  // namespace nvr

// Playing footage: what there is to fetch, the media itself, clips and thumbnails.
#pragma once

#include <vector>

#include "appliance/access/access_control.h"
#include "nvr/admin/journal_sender.h"
#include "nvr/playback/clip_desk.h"
#include "nvr/thumbnail/thumbnail_desk.h"
#include "nvr/view/footage_view.h"
#include "web/http/route.h"

namespace nvr {

struct PlaybackRoutesParts {  // all outlive the routes
  const FootageView& view;
  FootageStore& store;
  ClipDesk& clips;
  ThumbnailDesk& thumbnails;
  JournalSender& journal;
  const appliance::AccessControl& access;
};

std::vector<http::Route> playback_routes(const PlaybackRoutesParts& parts);
std::vector<http::Route> clip_routes(const PlaybackRoutesParts& parts);

// As what a request opens footage.
Viewer viewer_of(const http::Request& request, const char* reason);

}  // namespace nvr

// The cameras as people know them: listing, probing, adding, changing, removing.
//
// Settings are the recorder's; the view only repeats what it told. A camera's password is in the
// request that sets it and in the call to the recorder, and nowhere else.
#pragma once

#include <vector>

#include "base/json/json.h"
#include "base/random_id.h"
#include "nvr/admin/journal_sender.h"
#include "nvr/view/footage_view.h"
#include "nvr/view/recorder_link.h"
#include "web/http/route.h"

namespace nvr {

struct CameraRoutesParts {  // all outlive the routes
  FootageView& view;
  RecorderLink& recorder;
  JournalSender& journal;
  base::IdSource& ids;
};

std::vector<http::Route> camera_routes(const CameraRoutesParts& parts);

}  // namespace nvr

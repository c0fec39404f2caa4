// Every operation of the API but health and description, joined. tests/unit/nvr/api holds them
// against web/api/openapi.json: the same operations, the same permissions.
#pragma once

#include <string>
#include <vector>

#include "appliance/api/account_routes.h"
#include "appliance/certificates/device_certificates.h"
#include "appliance/hosts/host_gate.h"
#include "appliance/journal/journal_search.h"
#include "base/clock.h"
#include "base/random_id.h"
#include "nvr/admin/keeper_link.h"
#include "nvr/admin/site_certificate.h"
#include "nvr/playback/clip_desk.h"
#include "nvr/playback/footage_store.h"
#include "nvr/thumbnail/thumbnail_desk.h"
#include "nvr/view/changes_feed.h"
#include "nvr/view/footage_view.h"
#include "nvr/view/live_room.h"
#include "nvr/view/recorder_link.h"
#include "web/http/route.h"

namespace nvr {

struct ApiParts {  // all outlive the routes
  std::string version;
  const base::Clock& clock;
  base::IdSource& ids;
  appliance::AccountRoutesParts accounts;
  appliance::HostGate& hosts;
  KeeperLink& keeper;
  appliance::JournalSearch& journal;
  SiteCertificate& own_certificate;
  appliance::DeviceCertificates& certificates;
  RecorderLink& recorder;
  FootageView& view;
  ChangesFeed& feed;
  LiveRoom& live;
  FootageStore& footage;
  ClipDesk& clips;
  ThumbnailDesk& thumbnails;
};

std::vector<http::Route> api_routes(const ApiParts& parts);

}  // namespace nvr

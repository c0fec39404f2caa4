// How the recorder and its parts are, whether they answer or not.
#pragma once

#include <string>
#include <vector>

#include "appliance/certificates/device_certificates.h"
#include "base/clock.h"
#include "nvr/admin/keeper_link.h"
#include "nvr/admin/site_certificate.h"
#include "nvr/view/recorder_link.h"
#include "web/http/route.h"

namespace nvr {

struct StatusRoutesParts {  // all outlive the routes
  std::string version;
  RecorderLink& recorder;
  KeeperLink& keeper;
  SiteCertificate& own_certificate;
  appliance::DeviceCertificates& certificates;
  const base::Clock& clock;
};

std::vector<http::Route> status_routes(const StatusRoutesParts& parts);

}  // namespace nvr

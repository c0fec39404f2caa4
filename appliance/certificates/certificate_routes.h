// The operations about the device's certificates: its servers, which of them the web interface
// shows, and the authorities it believes.
//
// Every change is told to the AccessLog with who made it. Which one the web interface shows is a
// change that undoes itself unless confirmed. Specification: docs/design/certificates.md.
#pragma once

#include <vector>

#include "appliance/access/access_log.h"
#include "appliance/certificates/certificate_store.h"
#include "appliance/certificates/web_identity.h"
#include "appliance/change/change_desk.h"
#include "base/clock.h"
#include "web/http/route.h"

namespace appliance {

struct CertificateRoutesParts {  // all outlive the routes
  CertificateStore& store;
  WebIdentity& web;
  ChangeDesk& desk;
  AccessLog& log;
  const base::Clock& clock;
};

std::vector<http::Route> certificate_routes(const CertificateRoutesParts& parts);
std::vector<http::Route> authority_routes(const CertificateRoutesParts& parts);

}  // namespace appliance

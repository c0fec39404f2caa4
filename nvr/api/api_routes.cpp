#include "nvr/api/api_routes.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "appliance/api/session_routes.h"
#include "appliance/journal/journal_routes.h"
#include "appliance/security/security_routes.h"
#include "nvr/api/camera_routes.h"
#include "nvr/api/footage_routes.h"
#include "nvr/api/key_routes.h"
#include "nvr/api/playback_routes.h"
#include "nvr/api/socket_routes.h"
#include "nvr/api/status_routes.h"

namespace nvr {
namespace {

constexpr std::chrono::days kCertificateEndsSoon{14};  // our own is renewed 30 days before

void take_over(std::vector<http::Route>& all, std::vector<http::Route> some) {
  std::ranges::move(some, std::back_inserter(all));
}

// What a recorder may be weak in besides.
std::vector<appliance::Weakness> own_weaknesses(const KeeperLink& keeper,
                                                const appliance::DeviceCertificates& certificates,
                                                const base::Clock& clock) {
  using base::Severity;
  std::vector<appliance::Weakness> found;
  const auto state = keeper.state();
  if (state && state->state != "empty" && !state->recovery_proven) {
    found.push_back({"recovery_unproven", Severity::Error, ""});
  }
  const auto shown = certificates.shown();
  if (shown.issuer() == shown.subject()) {
    found.push_back({"self_signed_certificate", Severity::Notice, ""});
  }
  if (shown.not_after() - clock.wall() < kCertificateEndsSoon) {
    found.push_back(
        {"certificate_ends", Severity::Warning, base::format_rfc3339(shown.not_after())});
  }
  return found;
}

}  // namespace

std::vector<http::Route> api_routes(const ApiParts& parts) {
  const appliance::AccessControl& access = parts.accounts.access.control();
  const PlaybackRoutesParts playback{parts.view,       parts.footage,          parts.clips,
                                     parts.thumbnails, parts.keeper.journal(), access};
  std::vector<http::Route> all;
  take_over(all, appliance::session_routes(parts.accounts.access));
  take_over(all, appliance::account_routes(parts.accounts));
  take_over(all, appliance::own_account_routes(parts.accounts));
  take_over(all, appliance::access_routes(parts.accounts));
  take_over(all, parts.hosts.routes(parts.ids,
                                    appliance::password_proof(parts.accounts.access.sign_in())));
  const KeyRoutesParts keys{parts.accounts.access.accounts(), parts.keeper, parts.view};
  take_over(all, key_routes(keys));
  take_over(all, key_life_routes(keys));
  take_over(all, appliance::journal_routes(
                     {parts.journal, [&sender = parts.keeper.journal()](const std::string& account,
                                                                        std::size_t lines) {
                        sender.tell({.kind = "journal-exported",
                                     .actor = account,
                                     .subject = "journal",
                                     .fields = {{"lines", static_cast<std::int64_t>(lines)}}});
                      }}));
  take_over(
      all, appliance::security_routes(
               {parts.accounts.access, parts.hosts, parts.clock,
                [&keeper = parts.keeper, &certificates = parts.certificates, &clock = parts.clock] {
                  return own_weaknesses(keeper, certificates, clock);
                }}));
  take_over(all, camera_routes({parts.view, parts.recorder, parts.keeper.journal(), parts.ids}));
  take_over(all, footage_routes(parts.view, parts.clock));
  take_over(all, playback_routes(playback));
  take_over(all, clip_routes(playback));
  take_over(all, parts.certificates.routes());
  take_over(all, status_routes({parts.version, parts.recorder, parts.keeper, parts.own_certificate,
                                parts.certificates, parts.clock}));
  take_over(all, changes_routes(parts.feed, access));
  take_over(all, live_routes(parts.live, access));
  return all;
}

}  // namespace nvr

#include "nvr/api/status_routes.h"

#include <filesystem>
#include <optional>
#include <utility>

#include "appliance/access/permissions.h"
#include "nvr/api/route_parts.h"

namespace nvr {
namespace {

using base::Json;

Json recorder_json(const RecorderLink& recorder) {
  Json json;
  json["answers"] = recorder.answers();
  Json::Array volumes;
  for (const VolumeInfo& each : recorder.volumes()) {
    Json volume;
    volume["volume"] = each.volume;
    volume["path"] = each.path;
    volume["free_bytes"] = each.free_bytes;
    volume["total_bytes"] = each.total_bytes;
    volumes.push_back(std::move(volume));
  }
  json["volumes"] = std::move(volumes);
  return json;
}

Json keeper_json(const KeeperLink& keeper) {
  const auto state = keeper.state();
  Json json;
  json["answers"] = state.has_value();
  if (state) {
    json["state"] = state->state;
    json["recovery_proven"] = state->recovery_proven;
  }
  return json;
}

// What systemd-timesyncd says; the kernel's own word (adjtimex) is out of reach of a service that
// may not touch the clock. Nothing when nobody tells.
std::optional<bool> clock_is_synchronised() {
  std::error_code unreadable;
  if (!std::filesystem::exists("/run/systemd/timesync", unreadable)) return std::nullopt;
  return std::filesystem::exists("/run/systemd/timesync/synchronized", unreadable);
}

Json certificate_json(const SiteCertificate& certificate, const crypto::Certificate& shown) {
  const auto own = certificate.current();
  const bool chosen = shown != own.chain.front();
  Json json;
  json["fingerprint"] = base::hex(shown.fingerprint());
  json["not_after"] = base::format_rfc3339(shown.not_after());
  json["issuer"] = chosen ? "chosen" : own.by_site ? "site" : "self";
  if (!own.site_ca_fingerprint.empty()) json["site_ca_fingerprint"] = own.site_ca_fingerprint;
  return json;
}

http::Response get_status(const StatusRoutesParts& parts) {
  Json json;
  json["version"] = parts.version;
  json["recorder"] = recorder_json(parts.recorder);
  json["keeper"] = keeper_json(parts.keeper);
  json["clock"]["now"] = base::format_rfc3339(parts.clock.wall());
  if (const auto good = clock_is_synchronised()) json["clock"]["synchronised"] = *good;
  json["certificate"] = certificate_json(parts.own_certificate, parts.certificates.shown());
  return http::json_response(200, json);
}

}  // namespace

std::vector<http::Route> status_routes(const StatusRoutesParts& parts) {
  std::vector<http::Route> routes;
  routes.push_back(blocking(http::Method::Get, "/api/v1/status", "getStatus",
                            appliance::kViewStatus,
                            [parts](const http::Request&) { return get_status(parts); }));
  return routes;
}

}  // namespace nvr

#include "appliance/exposure/exposure_routes.h"

#include <utility>

#include "appliance/access/permissions.h"
#include "web/http/problem.h"

namespace appliance {
namespace {

base::Json socket_json(const ExposedSocket& exposed) {
  base::Json json;
  json["transport"] = exposed.socket.transport == Transport::Tcp ? "tcp" : "udp";
  json["address"] = address_text(exposed.socket.address);
  json["port"] = exposed.socket.port;
  json["service"] = exposed.service.empty() ? base::Json{} : base::Json{exposed.service};
  json["last_used"] =
      exposed.last_used ? base::Json{base::format_rfc3339(*exposed.last_used)} : base::Json{};
  return json;
}

struct Parts {
  const Exposure& exposure;
};

http::Response get_exposure(const Parts& parts, const http::Request&) {
  const auto exposed = parts.exposure.list();
  if (!exposed) return http::problem_from(exposed.error());
  base::Json::Array sockets;
  for (const ExposedSocket& each : *exposed) sockets.push_back(socket_json(each));
  return http::json_response(200, base::Json{base::Json::Object{{"sockets", std::move(sockets)}}});
}

}  // namespace

std::vector<http::Route> exposure_routes(const Exposure& exposure) {
  http::Operations<Parts> all{Parts{exposure}};
  all.add(http::Method::Get, "/api/v1/exposure", "getExposure", kReviewAccess, get_exposure);
  return std::move(all).take();
}

}  // namespace appliance

#include "camera-fw/api/device_routes.h"

#include <string>
#include <utility>

#include "appliance/access/permissions.h"
#include "base/json/json.h"

namespace camera_fw {
namespace {

// Without its port; the server has refused hosts that are not ours.
std::string host_of(const http::Request& request) {
  std::string host{request.headers.get("Host")};
  const std::size_t colon = host.rfind(':');
  const std::size_t bracket = host.rfind(']');
  const bool has_port =
      colon != std::string::npos && (bracket == std::string::npos || colon > bracket);
  return has_port ? host.substr(0, colon) : host;
}

base::Json stream_json(StreamName stream, const DeviceInfo& info, const std::string& host) {
  const auto& format = info.formats[index_of(stream)];
  base::Json json;
  json["name"] = to_string(stream);
  json["url"] = "rtsps://" + host + ":" + std::to_string(info.rtsps_port) + "/" +
                std::string{to_string(stream)};
  json["codec"] = "H.264";
  json["width"] = format.width;
  json["height"] = format.height;
  json["fps"] = format.fps;
  json["audio"] = stream == StreamName::Main;
  return json;
}

http::Response setup_response(bool claimed) {
  base::Json json;
  json["claimed"] = claimed;
  return http::json_response(200, json);
}

http::Response device_response(const DeviceInfo& now, const http::Request& request) {
  base::Json json;
  json["name"] = now.name;
  json["model"] = kModel;
  json["serial"] = now.serial;
  json["version"] = now.version;
  json["fingerprint"] = now.fingerprint;
  base::Json::Array streams;
  for (const auto stream : {StreamName::Main, StreamName::Sub}) {
    streams.push_back(stream_json(stream, now, host_of(request)));
  }
  json["streams"] = std::move(streams);
  return http::json_response(200, json);
}

http::Route quick_get(std::string path, std::string operation, http::Permission permission,
                      std::function<http::Response(const http::Request&)> answer) {
  return {.method = http::Method::Get,
          .path = std::move(path),
          .operation_id = std::move(operation),
          .access = http::Access::needs(permission),
          .handler = http::Quick{std::move(answer)}};
}

}  // namespace

std::vector<http::Route> device_routes(const appliance::Accounts& accounts,
                                       std::function<DeviceInfo()> info) {
  std::vector<http::Route> routes;
  routes.push_back(
      quick_get("/api/v1/setup", "getSetup", appliance::kSetUp,
                [&accounts](const http::Request&) { return setup_response(accounts.any()); }));
  routes.push_back(quick_get("/api/v1/device", "getDevice", appliance::kViewStatus,
                             [info = std::move(info)](const http::Request& request) {
                               return device_response(info(), request);
                             }));
  return routes;
}

}  // namespace camera_fw

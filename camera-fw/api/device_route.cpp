#include <string>
#include <utility>

#include "appliance/access/permissions.h"
#include "base/json/json.h"
#include "camera-fw/api/account_routes.h"

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

}  // namespace

http::Route device_route(std::function<DeviceInfo()> info) {
  return {.method = http::Method::Get,
          .path = "/api/v1/device",
          .operation_id = "getDevice",
          .access = http::Access::needs(appliance::kViewStatus),
          .handler = http::Quick{[info = std::move(info)](const http::Request& request) {
            const DeviceInfo now = info();
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
          }}};
}

}  // namespace camera_fw

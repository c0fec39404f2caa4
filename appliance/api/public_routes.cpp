#include "appliance/api/public_routes.h"

#include <utility>

#include "base/json/json.h"
#include "base/real_file_system.h"

namespace appliance {
namespace {

constexpr std::size_t kDescriptionBytesMax = std::size_t{8} << 20;

http::Route public_route(std::string path, std::string operation_id, std::string text) {
  return {.method = http::Method::Get,
          .path = std::move(path),
          .operation_id = std::move(operation_id),
          .access = http::Access::open_to_all(),
          .handler = http::Quick{[text = std::move(text)](const http::Request&) {
            return http::text_response(200, "application/json", text);
          }}};
}

}  // namespace

base::Result<std::vector<http::Route>> public_routes(const std::filesystem::path& description) {
  base::RealFileSystem files;
  ASSIGN_OR_RETURN(const auto bytes,
                   base::read_small_file(files, description.string(), kDescriptionBytesMax));
  const std::string text{base::as_text(bytes)};
  ASSIGN_OR_RETURN(const base::Json document,
                   base::parse_json(text, {.bytes_max = kDescriptionBytesMax}));
  if (document.find("openapi") == nullptr) {
    return base::Error{base::ErrorKind::InvalidInput, "API description is no OpenAPI document"};
  }
  std::vector<http::Route> routes;
  routes.push_back(public_route("/healthz", "getHealth", R"({"status":"up"})"));
  routes.push_back(public_route("/api/v1/openapi.json", "getDescription", text));
  return routes;
}

}  // namespace appliance

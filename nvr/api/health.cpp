#include "nvr/api/health.h"

#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "base/json/json.h"

namespace nvr {
namespace {

constexpr std::size_t kDescriptionBytesMax = std::size_t{8} << 20;

base::Result<std::string> read_description(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return base::Error{base::ErrorKind::NotFound, "cannot open the API description"};
  std::string text;
  text.resize(kDescriptionBytesMax + 1);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  ASSIGN_OR_RETURN(const base::Json document,
                   base::parse_json(text, {.bytes_max = kDescriptionBytesMax}));
  if (document.find("openapi") == nullptr) {
    return base::Error{base::ErrorKind::InvalidInput, "API description is no OpenAPI document"};
  }
  return text;
}

}  // namespace

base::Result<std::vector<http::Route>> health_routes(const std::filesystem::path& description) {
  ASSIGN_OR_RETURN(std::string document, read_description(description));
  std::vector<http::Route> routes;
  routes.push_back({.method = http::Method::Get,
                    .path = "/healthz",
                    .operation_id = "getHealth",
                    .access = http::Access::open_to_all(),
                    .handler = http::Quick{[](const http::Request&) {
                      base::Json health;
                      health["status"] = "up";
                      return http::json_response(200, health);
                    }}});
  routes.push_back({.method = http::Method::Get,
                    .path = "/api/v1/openapi.json",
                    .operation_id = "getDescription",
                    .access = http::Access::open_to_all(),
                    .handler = http::Quick{[text = std::move(document)](const http::Request&) {
                      return http::text_response(200, "application/json", text);
                    }}});
  return routes;
}

}  // namespace nvr

// Goal: anybody may learn that the service is up and what its API is, and nothing more.

#include "nvr/api/health.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/bytes.h"
#include "tests/support/temporary_directory.h"
#include "web/http/router.h"

namespace nvr {
namespace {

class HealthTest : public testing::Test {
 protected:
  base::Result<std::vector<http::Route>> routes(const std::string& description) {
    std::ofstream{folder_ / "openapi.json"} << description;
    return health_routes(folder_ / "openapi.json");
  }
  static http::Request get(const char* target) {
    http::Request request;
    request.target = http::parse_target(target).value();
    return request;
  }

  test_support::TemporaryDirectory directory_;
  std::filesystem::path folder_{directory_.path()};
};

TEST_F(HealthTest, SaysUpAndNothingElse) {
  const http::Router router{routes(R"({"openapi":"3.1.0"})").value(), {}};
  const auto answer = router.handle(get("/healthz"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(base::as_text(answer.body), R"({"status":"up"})");
}

TEST_F(HealthTest, ServesTheDescriptionAsItIs) {
  const std::string document = "{\n  \"openapi\": \"3.1.0\"\n}\n";
  const http::Router router{routes(document).value(), {}};
  const auto answer = router.handle(get("/api/v1/openapi.json"));
  EXPECT_EQ(answer.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(base::as_text(answer.body), document);
}

TEST_F(HealthTest, AMissingOrBrokenDescriptionStopsTheStart) {
  EXPECT_FALSE(routes("not json"));
  EXPECT_FALSE(routes(R"({"swagger":"2.0"})"));
  EXPECT_FALSE(health_routes(folder_ / "missing.json"));
}

}  // namespace
}  // namespace nvr

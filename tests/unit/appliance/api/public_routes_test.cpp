// Goal: anybody may learn that the service is up and what its API is, and nothing more.

#include "appliance/api/public_routes.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/bytes.h"
#include "tests/support/temporary_directory.h"
#include "web/http/router.h"

namespace appliance {
namespace {

class PublicRoutesTest : public testing::Test {
 protected:
  base::Result<std::vector<http::Route>> routes(const std::string& description) {
    std::ofstream{folder_ / "openapi.json"} << description;
    return public_routes(folder_ / "openapi.json");
  }
  static http::Request get(const char* target) {
    http::Request request;
    request.target = http::parse_target(target).value();
    return request;
  }

  test_support::TemporaryDirectory directory_;
  std::filesystem::path folder_{directory_.path()};
};

TEST_F(PublicRoutesTest, SaysUpAndNothingElse) {
  const http::Router router{routes(R"({"openapi":"3.1.0"})").value(), {}};
  const auto answer = router.handle(get("/healthz"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(base::as_text(answer.body), R"({"status":"up"})");
}

TEST_F(PublicRoutesTest, ServesTheDescriptionAsItIs) {
  const std::string document = "{\n  \"openapi\": \"3.1.0\"\n}\n";
  const http::Router router{routes(document).value(), {}};
  const auto answer = router.handle(get("/api/v1/openapi.json"));
  EXPECT_EQ(answer.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(base::as_text(answer.body), document);
}

TEST_F(PublicRoutesTest, AMissingOrBrokenDescriptionStopsTheStart) {
  EXPECT_FALSE(routes("not json"));
  EXPECT_FALSE(routes(R"({"swagger":"2.0"})"));
  EXPECT_FALSE(public_routes(folder_ / "missing.json"));
}

}  // namespace
}  // namespace appliance

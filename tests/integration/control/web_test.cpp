// Goal: a freshly started custodyd serves its page and its health over HTTPS only, under its own
// key, with every header the front end was built for. Method: the real program from its real unit.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/json/json.h"
#include "crypto/x509/certificate.h"
#include "tests/integration/control/control_world.h"

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

class WebTest : public testing::Test {
 protected:
  WebTest() { world_.start(); }

  crypto::Certificate shown_certificate() const {
    const auto pem = text_of(fs::path{world_.root()} / "state/custody/control/https/server.pem");
    return crypto::parse_chain_pem(base::as_bytes(pem)).value().front();
  }

  control_test::ControlWorld world_;
};

TEST_F(WebTest, SaysThatItIsUp) {
  const auto answer = world_.get("/healthz");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(base::as_text(answer.body), R"({"status":"up"})");
}

TEST_F(WebTest, ServesTheDescriptionOfItsApi) {
  const auto answer = world_.get("/api/v1/openapi.json");
  EXPECT_EQ(base::as_text(answer.body), text_of(CUSTODY_API_DIR "/openapi.json"));
}

TEST_F(WebTest, ThePageHasEveryHeaderTheFrontEndWasBuiltFor) {
  const auto answer = world_.get("/");
  EXPECT_EQ(answer.status, 200);
  const auto expected = base::parse_json(text_of(CUSTODY_API_DIR "/../headers.json")).value();
  for (const auto& [name, value] : *expected.as_object()) {
    EXPECT_EQ(answer.headers.get(name), *value.as_string()) << name;
  }
}

TEST_F(WebTest, WhatIsNotThereIsAProblemDocumentWithItsHeaders) {
  const auto answer = world_.get("/api/v1/nothing");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.headers.get("Content-Type"), "application/problem+json");
  EXPECT_EQ(answer.headers.get("Cache-Control"), "no-store");
}

TEST_F(WebTest, ARestartShowsTheSameCertificate) {
  const auto before = shown_certificate();
  world_.restart(control_test::kControl);
  EXPECT_EQ(shown_certificate(), before);
  EXPECT_EQ(world_.get("/healthz").status, 200);
}

TEST_F(WebTest, TheKeyIsReadableToNobodyElse) {
  const auto key = fs::path{world_.root()} / "state/custody/control/https/server.key";
  EXPECT_EQ(fs::status(key).permissions() & fs::perms::all,
            fs::perms::owner_read | fs::perms::owner_write);
}

}  // namespace

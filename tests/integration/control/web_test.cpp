// Goal: a freshly started custodyd serves its page and its health over HTTPS only, under its own
// key, with every header the front end was built for. Method: the real program from its real unit.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/json/json.h"
#include "crypto/x509/certificate.h"
#include "tests/support/http_world.h"
#include "tests/support/mini_init/mini_init.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/web_settings.h"

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

class WebTest : public testing::Test {
 protected:
  WebTest() {
    test_support::write_web_settings(root_.path(), CUSTODY_API_DIR "/openapi.json");
    start();
  }

  void start() {
    const auto started = init_.start("custodyd.service");
    ASSERT_TRUE(started) << started.error().message;
    while (port_ == 0) init_.run_until([this] { return port_ != 0; }, 1s);
  }

  // The log line that says where it listens.
  void read_line(std::string_view line) {
    const std::string before = "127.0.0.1 port ";
    const std::size_t found = line.find(before);
    if (found != std::string_view::npos) {
      port_ =
          static_cast<std::uint16_t>(std::stoi(std::string{line.substr(found + before.size())}));
    }
  }

  crypto::Certificate shown_certificate() const {
    const auto pem = text_of(fs::path{root_.path()} / "state/custody/control/https/server.pem");
    return crypto::Certificate::from_pem(base::as_bytes(pem)).value();
  }

  // Trusts the certificate that the console shows, as an administrator's browser would.
  base::Result<http::Response> get(const std::string& target) {
    crypto::TlsClientOptions tls;
    tls.trust.roots = {shown_certificate()};
    http::Client client{thread_.reactor(), crypto::TlsContext::client(tls).value(), {}};
    return client.call({.host = "127.0.0.1", .port = port_, .target = target});
  }

  test_support::TemporaryDirectory root_;
  test_support::ClientThread thread_;
  std::uint16_t port_ = 0;
  mini_init::MiniInit init_{
      {.layout = {.units = CUSTODY_UNITS_DIR, .root = root_.path(), .programs = CUSTODY_BIN_DIR},
       .on_line = [this](std::string_view, std::string_view line) { read_line(line); }}};
};

TEST_F(WebTest, SaysThatItIsUp) {
  const auto answer = get("/healthz");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(base::as_text(answer->body), R"({"status":"up"})");
}

TEST_F(WebTest, ServesTheDescriptionOfItsApi) {
  const auto answer = get("/api/v1/openapi.json");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(base::as_text(answer->body), text_of(CUSTODY_API_DIR "/openapi.json"));
}

TEST_F(WebTest, ThePageHasEveryHeaderTheFrontEndWasBuiltFor) {
  const auto answer = get("/");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  const auto expected = base::parse_json(text_of(CUSTODY_API_DIR "/../headers.json")).value();
  for (const auto& [name, value] : *expected.as_object()) {
    EXPECT_EQ(answer->headers.get(name), *value.as_string()) << name;
  }
}

TEST_F(WebTest, WhatIsNotThereIsAProblemDocumentWithItsHeaders) {
  const auto answer = get("/api/v1/nothing");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 404);
  EXPECT_EQ(answer->headers.get("Content-Type"), "application/problem+json");
  EXPECT_EQ(answer->headers.get("Cache-Control"), "no-store");
}

TEST_F(WebTest, ARestartShowsTheSameCertificate) {
  const auto before = shown_certificate();
  init_.stop_all();
  port_ = 0;
  start();
  EXPECT_EQ(shown_certificate(), before);
  EXPECT_TRUE(get("/healthz"));
}

TEST_F(WebTest, TheKeyIsReadableToNobodyElse) {
  const auto key = fs::path{root_.path()} / "state/custody/control/https/server.key";
  EXPECT_EQ(fs::status(key).permissions() & fs::perms::all,
            fs::perms::owner_read | fs::perms::owner_write);
}

}  // namespace

// Goal: programs that are not ours agree with our server about TLS and HTTP: curl, openssl
// s_client.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/support/http_world.h"
#include "tests/support/temporary_directory.h"

namespace http {
namespace {

namespace fs = std::filesystem;
using test_support::HttpWorld;
using test_support::public_route;
using test_support::quick;
using test_support::test_pki;

struct Outcome {
  int status = -1;
  std::string output;  // both streams
};

Outcome run(const std::string& command) {
  Outcome outcome;
  std::FILE* pipe = ::popen(("timeout 30 " + command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer{};
  for (std::size_t got = 1; got > 0;) {
    got = std::fread(buffer.data(), 1, buffer.size(), pipe);
    outcome.output.append(buffer.data(), got);
  }
  const int status = ::pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

class PeersTest : public testing::Test {
 protected:
  PeersTest() {
    write("root.pem", test_pki().root.certificate.to_pem());
    write("other.pem", test_pki().other_root.certificate.to_pem());
    const auto& client = test_pki().client;
    write("client.pem", client.certificate.to_pem() + test_pki().intermediate.certificate.to_pem());
    const auto key = client.key.to_pem().value();
    write("client.key", std::string{base::as_text(key.reveal())});
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream{folder_ / name, std::ios::binary} << text;
  }
  static HttpWorld::Setup setup() {
    HttpWorld::Setup made;
    made.routes.push_back(
        quick("/hello", [](const Request&) { return text_response(200, "text/plain", "hello"); }));
    Route upload = public_route(Method::Post, "/upload", Blocking{[](const Request& request) {
                                  return text_response(200, "application/json",
                                                       std::to_string(request.body.size()));
                                }});
    upload.body_bytes_max = 4 << 20;
    made.routes.push_back(std::move(upload));
    return made;
  }

  Outcome curl(HttpWorld& world, const std::string& arguments, const std::string& path = "/hello") {
    return run("curl -sS --noproxy '*' --cacert " + (folder_ / "root.pem").string() + " " +
               arguments + " https://localhost:" + std::to_string(world.port()) + path);
  }
  Outcome s_client(HttpWorld& world, const std::string& arguments) {
    return run("openssl s_client -connect 127.0.0.1:" + std::to_string(world.port()) +
               " -servername localhost -verify_hostname localhost -verify_return_error -CAfile " +
               (folder_ / "root.pem").string() + " " + arguments + " </dev/null");
  }

  test_support::TemporaryDirectory directory_;
  fs::path folder_{directory_.path()};
};

TEST_F(PeersTest, CurlVerifiesUsAndIsAnswered) {
  HttpWorld world{setup()};
  const Outcome answer = curl(world, "-D -");
  EXPECT_EQ(answer.status, 0) << answer.output;
  EXPECT_TRUE(answer.output.starts_with("HTTP/1.1 200 OK\r\n")) << answer.output;
  EXPECT_TRUE(answer.output.ends_with("hello"));
  EXPECT_EQ(answer.output.find("\r\nServer:"), std::string::npos);
}

TEST_F(PeersTest, CurlUploadsWithExpectAndKeepsItsConnection) {
  HttpWorld world{setup()};
  write("body", std::string(2'000'000, 'x'));
  const Outcome answer =
      curl(world,
           "-H 'Content-Type: application/json' --data-binary @" + (folder_ / "body").string() +
               " https://localhost:" + std::to_string(world.port()) + "/upload",
           "/upload");
  EXPECT_EQ(answer.output, "20000002000000");
  EXPECT_EQ(world.stats().accepted, 1U);
}

TEST_F(PeersTest, CurlsChunkedUploadIsToldThatALengthIsNeeded) {
  HttpWorld world{setup()};
  const Outcome answer =
      curl(world,
           "-X POST -H 'Transfer-Encoding: chunked' -H 'Content-Type: application/json' "
           "-d '{}' -o /dev/null -w '%{http_code}'",
           "/upload");
  EXPECT_EQ(answer.output, "411");
}

TEST_F(PeersTest, CurlWithAnotherCaRefusesUs) {
  HttpWorld world{setup()};
  EXPECT_EQ(curl(world, "--cacert " + (folder_ / "other.pem").string()).status, 60);
}

// R102.
TEST_F(PeersTest, CurlWithoutTlsGetsNothing) {
  HttpWorld world{setup()};
  const Outcome answer =
      run("curl -sS --noproxy '*' http://127.0.0.1:" + std::to_string(world.port()) + "/hello");
  EXPECT_NE(answer.status, 0);
  EXPECT_EQ(answer.output.find("hello"), std::string::npos);
}

TEST_F(PeersTest, CurlMustShowItsCertificateWhereOneIsRequired) {
  auto made = setup();
  crypto::TlsServerOptions options;
  options.chain = {test_pki().server.certificate, test_pki().intermediate.certificate};
  options.client_certificates = crypto::ClientCertificates::Require;
  options.client_trust = {test_pki().roots(), test_pki().crls()};
  made.tls = crypto::TlsContext::server(test_pki().server.key, options).value();
  HttpWorld world{std::move(made)};
  EXPECT_NE(curl(world, "").status, 0);
  const std::string identity =
      "--cert " + (folder_ / "client.pem").string() + " --key " + (folder_ / "client.key").string();
  EXPECT_EQ(curl(world, identity).output, "hello");
}

TEST_F(PeersTest, OpensslAgreesOnTls13AndOnTls12) {
  HttpWorld world{setup()};
  const Outcome newest = s_client(world, "-tls1_3");
  EXPECT_EQ(newest.status, 0) << newest.output;
  EXPECT_NE(newest.output.find("TLS_AES_256_GCM_SHA384"), std::string::npos);
  EXPECT_NE(newest.output.find("X25519"), std::string::npos);
  const Outcome older = s_client(world, "-tls1_2");
  EXPECT_EQ(older.status, 0) << older.output;
  EXPECT_NE(older.output.find("ECDHE-ECDSA-AES256-GCM-SHA384"), std::string::npos);
  EXPECT_NE(older.output.find("Secure Renegotiation IS supported"), std::string::npos);
  EXPECT_NE(older.output.find("Compression: NONE"), std::string::npos);
}

class WeakTlsTest : public PeersTest, public testing::WithParamInterface<const char*> {};

TEST_P(WeakTlsTest, IsRefused) {
  HttpWorld world{setup()};
  const Outcome outcome = s_client(world, GetParam());
  EXPECT_NE(outcome.status, 0) << outcome.output;
  EXPECT_EQ(world.stats().requests, 0U);
  EXPECT_EQ(world.stats().accepted, 1U) << "the peer never came: " << outcome.output;
}

// R114: nothing below TLS 1.2, no RSA key exchange, no CBC, no finite-field groups, no SHA-1.
INSTANTIATE_TEST_SUITE_P(
    Offers, WeakTlsTest,
    testing::Values("-tls1_1 -cipher ALL:@SECLEVEL=0", "-tls1 -cipher ALL:@SECLEVEL=0",
                    "-tls1_2 -cipher AES256-GCM-SHA384:AES128-SHA:@SECLEVEL=0",
                    "-tls1_2 -cipher ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256",
                    "-tls1_2 -cipher DHE-RSA-AES256-GCM-SHA384", "-tls1_3 -groups ffdhe2048",
                    "-tls1_3 -groups P-521", "-tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256",
                    "-tls1_2 -sigalgs ECDSA+SHA1 -cipher ALL:@SECLEVEL=0", "-alpn ftp"));

TEST_F(PeersTest, OpensslIsGivenNothingToResumeWith) {
  HttpWorld world{setup()};
  const Outcome older = s_client(world, "-tls1_2");
  EXPECT_NE(older.output.find("Session-ID: \n"), std::string::npos) << older.output;
  EXPECT_EQ(older.output.find("TLS session ticket:"), std::string::npos);
  const Outcome newest = run("sh -c 'sleep 1 | openssl s_client -tls1_3 -connect 127.0.0.1:" +
                             std::to_string(world.port()) + " -servername localhost'");
  EXPECT_NE(newest.output.find("TLSv1.3"), std::string::npos);
  EXPECT_EQ(newest.output.find("New Session Ticket"), std::string::npos) << newest.output;
}

TEST_F(PeersTest, OpensslCannotRenegotiate) {
  HttpWorld world{setup()};
  const Outcome outcome =
      run("sh -c '(sleep 1; echo R; sleep 1) | openssl s_client -tls1_2 -connect 127.0.0.1:" +
          std::to_string(world.port()) + " -servername localhost'");
  EXPECT_NE(outcome.output.find("RENEGOTIATING"), std::string::npos);
  EXPECT_NE(outcome.output.find("no renegotiation"), std::string::npos) << outcome.output;
}

}  // namespace
}  // namespace http

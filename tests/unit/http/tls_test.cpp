// Goal: no connection is made with a peer that is not proven to be whom it should be.
// Method: real handshakes on loopback with the certificates of the test PKI.

#include <gtest/gtest.h>

#include "crypto/tls/tls_context.h"
#include "crypto/tls/tls_session.h"
#include "tests/support/http_world.h"

namespace http {
namespace {

using test_support::HttpWorld;
using test_support::Identity;
using test_support::quick;
using test_support::RawConnection;
using test_support::server_context;
using test_support::test_pki;

HttpWorld::Setup who_setup(crypto::TlsContext tls) {
  HttpWorld::Setup made;
  made.routes.push_back(quick("/who", [](const Request& request) {
    const auto& peer = request.tls->peer;
    return text_response(200, "application/json",
                         peer ? "\"" + peer->common_name() + "\"" : "null");
  }));
  made.tls = std::move(tls);
  return made;
}

base::Result<Response> ask(const Identity& server, const crypto::TlsClientOptions& options,
                           const std::string& host = "localhost") {
  HttpWorld world{who_setup(server_context(server))};
  auto request = world.request("/who");
  request.host = host;
  return Client{world.client_reactor(), crypto::TlsContext::client(options).value(), {}}.call(
      std::move(request));
}

crypto::TlsClientOptions trusting() {
  crypto::TlsClientOptions options;
  options.trust = {test_pki().roots(), test_pki().crls()};
  return options;
}

TEST(TlsClientTest, BelievesAServerOfItsRootByNameAndByAddress) {
  EXPECT_TRUE(ask(test_pki().server, trusting()));
  EXPECT_TRUE(ask(test_pki().server, trusting(), "127.0.0.1"));
}

// R111.
TEST(TlsClientTest, RefusesAnotherName) {
  const auto answer = ask(test_pki().wrong_name, trusting());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, base::ErrorKind::Denied);
  EXPECT_NE(answer.error().message.find("hostname mismatch"), std::string::npos);
  EXPECT_FALSE(ask(test_pki().wrong_name, trusting(), "127.0.0.1"));
}

TEST(TlsClientTest, RefusesAnotherCa) {
  EXPECT_EQ(ask(test_pki().other_server, trusting()).error().kind, base::ErrorKind::Denied);
}

TEST(TlsClientTest, RefusesAnExpiredCertificate) {
  EXPECT_EQ(ask(test_pki().expired, trusting()).error().kind, base::ErrorKind::Denied);
}

// R112.
TEST(TlsClientTest, RefusesARevokedCertificateWhenItHasTheCrl) {
  const auto answer = ask(test_pki().revoked, trusting());
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().message.find("revoked"), std::string::npos);
  auto without_crls = trusting();
  without_crls.trust.crls.clear();
  EXPECT_TRUE(ask(test_pki().revoked, without_crls));
}

TEST(TlsClientTest, RefusesACertificateForClients) {
  EXPECT_FALSE(ask(test_pki().client, trusting()));
}

TEST(TlsClientTest, APinAloneDecidesWhenThereIsNoRoot) {
  crypto::TlsClientOptions pinned;
  pinned.pinned_keys = {test_pki().other_server.certificate.key_fingerprint()};
  EXPECT_TRUE(ask(test_pki().other_server, pinned));
  EXPECT_FALSE(ask(test_pki().server, pinned));
}

TEST(TlsClientTest, APinWithRootsNeedsBoth) {
  auto both = trusting();
  both.pinned_keys = {test_pki().server.certificate.key_fingerprint()};
  EXPECT_TRUE(ask(test_pki().server, both));
  both.pinned_keys = {test_pki().other_server.certificate.key_fingerprint()};
  EXPECT_FALSE(ask(test_pki().server, both));
  EXPECT_FALSE(ask(test_pki().other_server, both));
}

TEST(TlsClientTest, APinnedCertificateIsTakenAndNoOther) {
  crypto::TlsClientOptions pinned;
  pinned.pinned_certificates = {test_pki().expired.certificate.fingerprint()};
  EXPECT_TRUE(ask(test_pki().expired, pinned));
  EXPECT_FALSE(ask(test_pki().server, pinned));
}

TEST(TlsClientTest, AnyCertificateIsTakenOnlyByWhoTrustsNobody) {
  crypto::TlsClientOptions any;
  any.any_certificate = true;
  EXPECT_TRUE(ask(test_pki().other_server, any));
  any.trust.roots = test_pki().roots();
  EXPECT_FALSE(crypto::TlsContext::client(any));
}

TEST(TlsClientTest, TrustInNobodyIsRefusedAtOnce) {
  EXPECT_FALSE(crypto::TlsContext::client({}));
}

crypto::TlsContext asking_server(crypto::ClientCertificates mode) {
  crypto::TlsServerOptions options;
  options.chain = {test_pki().server.certificate, test_pki().intermediate.certificate};
  options.client_certificates = mode;
  options.client_trust = {test_pki().roots(), test_pki().crls()};
  return crypto::TlsContext::server(test_pki().server.key, options).value();
}

base::Result<Response> ask_as(crypto::ClientCertificates mode, const Identity* client) {
  HttpWorld world{who_setup(asking_server(mode))};
  auto options = trusting();
  if (client != nullptr) {
    options.chain = {client->certificate, test_pki().intermediate.certificate};
    options.key = &client->key;
  }
  return Client{world.client_reactor(), crypto::TlsContext::client(options).value(), {}}.call(
      world.request("/who"));
}

TEST(TlsServerTest, KnowsItsClientByCertificate) {
  const auto answer = ask_as(crypto::ClientCertificates::Require, &test_pki().client);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(base::as_text(answer->body), "\"test client\"");
}

TEST(TlsServerTest, RequiredMeansRequiredAndRequestedDoesNot) {
  EXPECT_FALSE(ask_as(crypto::ClientCertificates::Require, nullptr));
  const auto answer = ask_as(crypto::ClientCertificates::Request, nullptr);
  ASSERT_TRUE(answer);
  EXPECT_EQ(base::as_text(answer->body), "null");
}

TEST(TlsServerTest, BadClientCertificatesAreRefusedEvenWhenNoneIsRequired) {
  for (const Identity* bad :
       {&test_pki().other_server, &test_pki().expired, &test_pki().revoked, &test_pki().server}) {
    EXPECT_FALSE(ask_as(crypto::ClientCertificates::Request, bad))
        << bad->certificate.common_name();
  }
}

// R120.
TEST(TlsServerTest, ClientCertificatesNeedCasAndAtMostSixteen) {
  crypto::TlsServerOptions options;
  options.chain = {test_pki().server.certificate};
  options.client_certificates = crypto::ClientCertificates::Request;
  EXPECT_FALSE(crypto::TlsContext::server(test_pki().server.key, options));
  for (std::size_t i = 0; i < crypto::kTlsClientCasMax; ++i) {
    options.client_trust.roots.push_back(test_pki().root.certificate);
  }
  EXPECT_TRUE(crypto::TlsContext::server(test_pki().server.key, options));
  options.client_trust.roots.push_back(test_pki().root.certificate);
  EXPECT_FALSE(crypto::TlsContext::server(test_pki().server.key, options));
}

TEST(TlsServerTest, CertificateAndKeyMustBelongTogether) {
  crypto::TlsServerOptions options;
  options.chain = {test_pki().server.certificate};
  EXPECT_FALSE(crypto::TlsContext::server(test_pki().client.key, options));
  EXPECT_FALSE(crypto::TlsContext::server(test_pki().server.key, {}));
}

TEST(TlsServerTest, SessionsAreTls13WithAnAeadAndNeverResumed) {
  HttpWorld world{who_setup(server_context(test_pki().server))};
  RawConnection raw{world.client_reactor(), world.port()};
  ASSERT_TRUE(raw.ok());
  EXPECT_EQ(raw.tls()->version, "TLSv1.3");
  EXPECT_EQ(raw.tls()->suite, "TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(raw.tls()->application_protocol, "http/1.1");
}

TEST(TlsServerTest, ForeignProtocolsAreRefused) {
  HttpWorld world{who_setup(server_context(test_pki().server))};
  auto options = trusting();
  options.protocols = {"ftp"};
  const auto context = crypto::TlsContext::client(options).value();
  EXPECT_FALSE(RawConnection(world.client_reactor(), world.port(), context).ok());
}

}  // namespace
}  // namespace http

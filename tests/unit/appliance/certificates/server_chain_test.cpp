// Goal: whatever the order, the right chain comes out, and what a client would balk at is refused
// at once with the reason (R109, R114, R117).

#include "appliance/certificates/server_chain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/support/openssl_tool.h"
#include "tests/support/test_pki.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;
using crypto::Certificate;
using crypto::CertificateProfile;
using test_support::Identity;
using test_support::make_identity;
using test_support::make_root;
using test_support::test_fields;
using test_support::test_pki;

using Chain = std::vector<Certificate>;

crypto::CertificateFields named_server(const char* common_name = "server") {
  auto fields = test_fields(CertificateProfile::Server, common_name, test_pki().now);
  fields.names = {.dns = {"nvr.example"}};
  return fields;
}

base::Result<Chain> chain_of(const Identity& server, const Chain& given,
                             base::WallTime now = test_pki().now) {
  return make_server_chain(server.key.public_key(), given, now);
}

std::string refusal_of_chain(const Identity& server, const Chain& given,
                             base::WallTime now = test_pki().now) {
  const auto chain = chain_of(server, given, now);
  if (chain) return "accepted";
  EXPECT_NE(chain.error().code, "") << "no code for: " << chain.error().message;
  return chain.error().message;
}

// A certificate of the test server's key by the intermediate CA, as the openssl command makes it.
Certificate signed_by_tool(const std::string& extensions, const std::string& options = "-sha256") {
  test_support::OpensslTool openssl;
  openssl.write("key.pem", test_pki().server.key.to_pem().value().reveal());
  openssl.write("ca.key", test_pki().intermediate.key.to_pem().value().reveal());
  openssl.write("ca.pem", test_pki().intermediate.certificate.to_pem());
  openssl.write("extensions", extensions);
  EXPECT_TRUE(openssl.run("req -new -key key.pem -subj /CN=x -out request.pem"))
      << openssl.output();
  EXPECT_TRUE(
      openssl.run("x509 -req -in request.pem -CA ca.pem -CAkey ca.key -set_serial 7 "
                  "-days 30 -extfile extensions -out out.pem " +
                  options))
      << openssl.output();
  return Certificate::from_pem(openssl.read("out.pem")).value();
}

std::string refusal_of_extensions(const std::string& extensions,
                                  const std::string& options = "-sha256") {
  const Certificate made = signed_by_tool(extensions, options);
  return refusal_of_chain(test_pki().server, {made}, base::RealClock{}.wall());
}

const std::string kGoodExtensions =
    "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth\n"
    "subjectAltName=DNS:nvr.example\n";

TEST(ServerChainTest, AnyOrderComesOutFromTheServerUpwardsWithoutTheRoot) {
  const auto& pki = test_pki();
  const Chain expected{pki.server.certificate, pki.intermediate.certificate};
  Chain given{pki.root.certificate, pki.server.certificate, pki.intermediate.certificate};
  for (int turn = 0; turn < 3; ++turn) {
    EXPECT_EQ(chain_of(pki.server, given).value(), expected);
    std::ranges::rotate(given, given.begin() + 1);
  }
  EXPECT_EQ(chain_of(pki.server, {pki.intermediate.certificate, pki.server.certificate}).value(),
            expected);
}

TEST(ServerChainTest, WhatIsGivenTwiceCountsOnce) {
  const auto& pki = test_pki();
  const auto chain = chain_of(pki.server, {pki.server.certificate, pki.intermediate.certificate,
                                           pki.intermediate.certificate, pki.server.certificate});
  ASSERT_TRUE(chain) << chain.error().message;
  EXPECT_EQ(chain->size(), 2U);
}

TEST(ServerChainTest, IntermediatesNeedNotBeGiven) {
  EXPECT_EQ(chain_of(test_pki().server, {test_pki().server.certificate})->size(), 1U);
}

TEST(ServerChainTest, ASelfSignedServerIsAChainOfItsOwn) {
  auto key = crypto::PrivateKey::generate(crypto::KeyKind::EcP256).value();
  auto certificate = crypto::self_sign(key, named_server()).value();
  const Identity server{std::move(key), certificate};
  EXPECT_EQ(chain_of(server, {certificate}).value(), Chain{certificate});
}

TEST(ServerChainTest, OneCertificateIsOfTheKey) {
  const auto& pki = test_pki();
  EXPECT_EQ(refusal_of_chain(pki.server, {}), "there is no certificate");
  EXPECT_EQ(refusal_of_chain(pki.server, {pki.client.certificate, pki.intermediate.certificate}),
            "no certificate of this key is among them");
  const auto second = crypto::issue(pki.intermediate.certificate, pki.intermediate.key,
                                    pki.server.key.public_key(), named_server())
                          .value();
  EXPECT_EQ(refusal_of_chain(pki.server, {pki.server.certificate, second}),
            "two certificates are of this key: give the one to be shown");
}

TEST(ServerChainTest, TheServersIsMadeForAServer) {
  const auto& pki = test_pki();
  EXPECT_EQ(refusal_of_chain(pki.intermediate, {pki.intermediate.certificate}),
            "a CA's certificate, where a server's belongs");
  EXPECT_EQ(refusal_of_chain(pki.client, {pki.client.certificate}),
            "the server's certificate has no extended key usage serverAuth");
  EXPECT_EQ(refusal_of_extensions(kGoodExtensions), "accepted");
  EXPECT_EQ(refusal_of_extensions("subjectAltName=DNS:nvr.example\n"),
            "the server's certificate has no extended key usage serverAuth");
  EXPECT_EQ(refusal_of_extensions("extendedKeyUsage=serverAuth,clientAuth\n"
                                  "subjectAltName=IP:192.0.2.1\n"),
            "accepted");
  EXPECT_EQ(refusal_of_extensions("keyUsage=keyAgreement\nextendedKeyUsage=serverAuth\n"
                                  "subjectAltName=DNS:nvr.example\n"),
            "the server's certificate has a key usage without digitalSignature");
}

TEST(ServerChainTest, TheServerIsCalledByANameOrAnAddress) {
  EXPECT_EQ(refusal_of_extensions("extendedKeyUsage=serverAuth\n"),
            "the server's certificate has no alternative name, neither DNS nor IP");
  EXPECT_EQ(
      refusal_of_extensions("extendedKeyUsage=serverAuth\nsubjectAltName=email:a@b.example\n"),
      "the server's certificate has no alternative name, neither DNS nor IP");
}

TEST(ServerChainTest, WeakSignaturesAndKeysAreRefused) {
  EXPECT_EQ(refusal_of_extensions(kGoodExtensions, "-sha1"),
            "the server's certificate is weak: its signature is made with SHA1");
  EXPECT_EQ(refusal_of_extensions(kGoodExtensions, "-sha384"), "accepted");
}

TEST(ServerChainTest, ItIsGoodFromItsFirstSecondToItsLast) {
  const auto& pki = test_pki();
  const auto& certificate = pki.server.certificate;
  const Chain given{certificate};
  EXPECT_EQ(refusal_of_chain(pki.server, given, certificate.not_before()), "accepted");
  EXPECT_EQ(refusal_of_chain(pki.server, given, certificate.not_before() - 1s),
            "the server's certificate is valid only from " +
                base::format_rfc3339(certificate.not_before()));
  EXPECT_EQ(refusal_of_chain(pki.server, given, certificate.not_after() - 1s), "accepted");
  EXPECT_EQ(refusal_of_chain(pki.server, given, certificate.not_after() + 1s),
            "the server's certificate expired at " + base::format_rfc3339(certificate.not_after()));
}

TEST(ServerChainTest, IssuersAreGoodToo) {
  const auto& pki = test_pki();
  auto later = test_fields(CertificateProfile::Ca, "later CA", pki.now);
  later.not_before = pki.now + 24h;
  const Identity ca = make_identity(pki.root, later);
  const Identity server = make_identity(ca, named_server());
  const Chain given{server.certificate, ca.certificate};
  const auto from = ca.certificate.not_before();
  EXPECT_EQ(refusal_of_chain(server, given, from), "accepted");
  EXPECT_EQ(refusal_of_chain(server, given, from - 1s),
            "certificate 2 is valid only from " + base::format_rfc3339(from));
}

TEST(ServerChainTest, WhatIsNotOfTheChainIsNamedByItsPlace) {
  const auto& pki = test_pki();
  EXPECT_EQ(refusal_of_chain(pki.server, {pki.other_root.certificate, pki.server.certificate}),
            "certificate 1 does not belong to the chain");
  EXPECT_EQ(refusal_of_chain(pki.server, {pki.server.certificate, pki.intermediate.certificate,
                                          pki.client.certificate}),
            "certificate 3 does not belong to the chain");
}

TEST(ServerChainTest, ANamesakeOfTheIssuerDoesNotPassForIt) {
  const auto& pki = test_pki();
  const Identity namesake =
      make_identity(pki.root, test_fields(CertificateProfile::Ca, "test intermediate", pki.now));
  EXPECT_EQ(refusal_of_chain(pki.server, {pki.server.certificate, namesake.certificate}),
            "certificate 2 has the issuer's name, but did not sign");
  EXPECT_EQ(chain_of(pki.server,
                     {namesake.certificate, pki.server.certificate, pki.intermediate.certificate})
                .error()
                .message,
            "certificate 1 does not belong to the chain");
}

TEST(ServerChainTest, APathThatIsTooLongDoesNotHold) {
  const auto& pki = test_pki();
  auto last = test_fields(CertificateProfile::Ca, "last", pki.now);
  last.path_len = 0;
  const Identity limited = make_identity(pki.root, last);
  // issue() would not make it.
  test_support::OpensslTool openssl;
  const Identity below = make_identity(
      make_root("last", pki.now), test_fields(CertificateProfile::Ca, "one too many", pki.now));
  openssl.write("key.pem", below.key.to_pem().value().reveal());
  openssl.write("ca.key", limited.key.to_pem().value().reveal());
  openssl.write("ca.pem", limited.certificate.to_pem());
  openssl.write("extensions", std::string_view{"basicConstraints=critical,CA:TRUE\n"
                                               "keyUsage=critical,keyCertSign,cRLSign\n"});
  ASSERT_TRUE(openssl.run("req -new -key key.pem -subj /CN=below -out request.pem"));
  ASSERT_TRUE(
      openssl.run("x509 -req -in request.pem -CA ca.pem -CAkey ca.key -set_serial 7 "
                  "-days 30 -extfile extensions -out out.pem"))
      << openssl.output();
  const auto below_certificate = Certificate::from_pem(openssl.read("out.pem")).value();
  auto fields = named_server();
  fields.not_after = pki.now + 24h;
  auto key = crypto::PrivateKey::generate(crypto::KeyKind::EcP256).value();
  auto leaf = crypto::issue(below_certificate, below.key, key.public_key(), fields).value();
  const Identity server{std::move(key), leaf};
  const auto reason = refusal_of_chain(server, {leaf, below_certificate, limited.certificate},
                                       base::RealClock{}.wall());
  EXPECT_EQ(reason.find("the chain does not hold: "), 0U) << reason;
}

TEST(ServerChainTest, AChainIsBounded) {
  const auto& pki = test_pki();
  const auto chain_with = [&](std::size_t certificates) {
    Identity above = make_root("root", pki.now);
    Chain given;
    for (std::size_t i = 2; i < certificates; ++i) {
      above = make_identity(
          above, test_fields(CertificateProfile::Ca, ("CA " + std::to_string(i)).c_str(), pki.now));
      given.push_back(above.certificate);
    }
    auto fields = named_server();
    const Identity server = make_identity(above, fields);
    given.push_back(server.certificate);
    given.push_back(server.certificate);
    return refusal_of_chain(server, given);
  };
  EXPECT_EQ(chain_with(kServerChainMax), "accepted");
  EXPECT_EQ(chain_with(kServerChainMax + 1), "more than 8 certificates");
}

}  // namespace
}  // namespace appliance

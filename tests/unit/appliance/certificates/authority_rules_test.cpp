// Goal: only a CA that may sign, now and strongly, becomes an authority, and only its own list
// counts; each refusal says why (R112, R121).

#include "appliance/certificates/authority_rules.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/openssl_tool.h"
#include "tests/unit/appliance/certificates/certificate_fixture.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;
using certificate_test::pem_of;
using certificate_test::pki;
using crypto::Certificate;
using crypto::CertificateProfile;
using test_support::test_fields;

std::string refusal_of_authority(base::ByteView file, base::WallTime now = pki().now) {
  const auto read = read_authority(file, now);
  return read ? "accepted" : read.error().message;
}

// Self-signed by the openssl command, with these extensions.
base::Bytes authority_by_tool(const std::string& extensions,
                              const std::string& key = "EC -pkeyopt ec_paramgen_curve:P-256",
                              const std::string& digest = "-sha256") {
  test_support::OpensslTool openssl;
  openssl.write("config",
                "[req]\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\n[ext]\n" + extensions);
  EXPECT_TRUE(openssl.run("genpkey -algorithm " + key + " -out key.pem")) << openssl.output();
  EXPECT_TRUE(
      openssl.run("req -x509 -new -config config -key key.pem -subj /CN=ca -days 30 "
                  "-out out.pem " +
                  digest))
      << openssl.output();
  return openssl.read("out.pem");
}

std::string refusal_of_made(const base::Bytes& file) {
  return refusal_of_authority(file, base::RealClock{}.wall());
}

const std::string kCaExtensions = "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n";

// R120.
TEST(AuthorityRulesTest, ACaIsTakenFromPemAndDer) {
  EXPECT_EQ(read_authority(pem_of(pki().root.certificate), pki().now).value(),
            pki().root.certificate);
  EXPECT_EQ(read_authority(pki().intermediate.certificate.to_der(), pki().now).value(),
            pki().intermediate.certificate);
}

TEST(AuthorityRulesTest, NobodyElsesCertificateIs) {
  EXPECT_EQ(refusal_of_authority(pem_of(pki().server.certificate)),
            "not a CA's certificate: its basic constraints do not say CA:TRUE");
  EXPECT_EQ(refusal_of_made(authority_by_tool(kCaExtensions)), "accepted");
  EXPECT_EQ(refusal_of_made(authority_by_tool("keyUsage=keyCertSign\n")),
            "not a CA's certificate: its basic constraints do not say CA:TRUE");
  EXPECT_EQ(refusal_of_made(authority_by_tool("basicConstraints=critical,CA:TRUE\n"
                                              "keyUsage=cRLSign\n")),
            "the certificate has no key usage keyCertSign");
  EXPECT_EQ(refusal_of_made(authority_by_tool("basicConstraints=critical,CA:TRUE\n")),
            "the certificate has no key usage keyCertSign");
}

TEST(AuthorityRulesTest, ItIsGoodFromItsFirstSecondToItsLast) {
  const Certificate& ca = pki().root.certificate;
  EXPECT_EQ(refusal_of_authority(pem_of(ca), ca.not_before()), "accepted");
  EXPECT_EQ(refusal_of_authority(pem_of(ca), ca.not_before() - 1s),
            "the certificate is valid only from " + base::format_rfc3339(ca.not_before()));
  EXPECT_EQ(refusal_of_authority(pem_of(ca), ca.not_after()), "accepted");
  EXPECT_EQ(refusal_of_authority(pem_of(ca), ca.not_after() + 1s),
            "the certificate expired at " + base::format_rfc3339(ca.not_after()));
}

TEST(AuthorityRulesTest, WeakOnesAreRefusedButARootsOwnSignatureProvesNothing) {
  const std::string rsa = "RSA -pkeyopt rsa_keygen_bits:";
  EXPECT_EQ(refusal_of_made(authority_by_tool(kCaExtensions, rsa + "2048")), "accepted");
  EXPECT_EQ(refusal_of_made(authority_by_tool(kCaExtensions, rsa + "1024")),
            "RSA key below 2048 bits is weak");
  EXPECT_EQ(refusal_of_made(authority_by_tool(kCaExtensions, rsa + "2048", "-sha1")), "accepted");
}

TEST(AuthorityRulesTest, OneCertificateAndNoKeyIsGiven) {
  EXPECT_EQ(refusal_of_authority(base::to_bytes(pki().root.certificate.to_pem() +
                                                pki().intermediate.certificate.to_pem())),
            "the file holds several certificates: give one CA at a time");
  const std::string key{base::as_text(pki().root.key.to_pem().value().reveal())};
  EXPECT_EQ(refusal_of_authority(base::to_bytes(pki().root.certificate.to_pem() + key)),
            "the certificate file holds a private key");
  EXPECT_EQ(refusal_of_authority(base::Bytes(crypto::kCertificateBytesMax + 1, ' ')),
            "the file is longer than 1 MiB");
}

class AuthorityCrlTest : public testing::Test {
 protected:
  std::string refusal(const crypto::Crl& crl,
                      const std::optional<crypto::Crl>& there = std::nullopt,
                      base::WallTime now = pki().now) const {
    const auto read = read_authority_crl(crl.to_der(), pki().intermediate.certificate, there, now);
    return read ? "accepted" : read.error().message;
  }
};

TEST_F(AuthorityCrlTest, ItsOwnListIsTakenFromPemAndDer) {
  EXPECT_EQ(refusal(pki().intermediate_crl), "accepted");
  EXPECT_TRUE(read_authority_crl(base::as_bytes(pki().intermediate_crl.to_pem()),
                                 pki().intermediate.certificate, std::nullopt, pki().now));
  EXPECT_EQ(refusal(pki().root_crl), "the list is not signed by this authority");
}

TEST_F(AuthorityCrlTest, OnlyWhileItIsInForce) {
  const auto& crl = pki().intermediate_crl;
  EXPECT_EQ(refusal(crl, {}, crl.this_update()), "accepted");
  EXPECT_EQ(refusal(crl, {}, crl.this_update() - 1s),
            "the list is in force only from " + base::format_rfc3339(crl.this_update()));
  EXPECT_EQ(refusal(crl, {}, crl.next_update()), "accepted");
  EXPECT_EQ(refusal(crl, {}, crl.next_update() + 1s),
            "the list was to be replaced at " + base::format_rfc3339(crl.next_update()));
}

TEST_F(AuthorityCrlTest, AnOlderListDoesNotUndoRevocations) {
  const auto list = [](std::chrono::hours ago) {
    return crypto::Crl::build(pki().intermediate.certificate, pki().intermediate.key,
                              {.this_update = pki().now - ago, .next_update = pki().now + 24h})
        .value();
  };
  EXPECT_EQ(refusal(list(2h), list(2h)), "accepted");
  EXPECT_EQ(refusal(list(1h), list(2h)), "accepted");
  EXPECT_EQ(refusal(list(2h), list(1h)), "the list is older than the one that is there");
}

}  // namespace
}  // namespace appliance

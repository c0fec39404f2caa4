// Goal: a list says who is revoked, since when and why, and a part is never taken for the whole.

#include "crypto/x509/crl.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/openssl_tool.h"
#include "tests/support/test_pki.h"

namespace crypto {
namespace {

using std::chrono::hours;
using test_support::OpensslTool;
using test_support::test_pki;

base::WallTime whole_seconds(base::WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time);
}

TEST(CrlTest, SurvivesDerAndPem) {
  const Crl& crl = test_pki().intermediate_crl;
  EXPECT_EQ(Crl::from_der(crl.to_der())->to_der(), crl.to_der());
  EXPECT_EQ(Crl::from_pem(base::as_bytes(crl.to_pem()))->to_der(), crl.to_der());
}

TEST(CrlTest, KnowsItsIssuerAndTimes) {
  const auto& pki = test_pki();
  EXPECT_EQ(pki.intermediate_crl.issuer(), pki.intermediate.certificate.subject());
  EXPECT_TRUE(pki.intermediate_crl.is_signed_by(pki.intermediate.certificate));
  EXPECT_FALSE(pki.intermediate_crl.is_signed_by(pki.root.certificate));
  EXPECT_TRUE(pki.intermediate_crl.is_fresh(pki.intermediate_crl.next_update()));
  EXPECT_FALSE(pki.intermediate_crl.is_fresh(pki.intermediate_crl.next_update() +
                                             std::chrono::nanoseconds{1}));
}

TEST(CrlTest, AForgedListOfTheSameNameIsNotSignedByTheCa) {
  const auto& pki = test_pki();
  const auto forger = test_support::make_root("test root", pki.now);
  const Crl forged = Crl::build(forger.certificate, forger.key,
                                {.this_update = pki.now, .next_update = pki.now + hours{1}})
                         .value();
  EXPECT_FALSE(forged.is_signed_by(pki.root.certificate));
}

TEST(CrlTest, FindsTheRevokedAndOnlyThem) {
  const auto& pki = test_pki();
  EXPECT_TRUE(pki.intermediate_crl.contains(pki.revoked.certificate));
  EXPECT_FALSE(pki.intermediate_crl.contains(pki.server.certificate));
  EXPECT_FALSE(pki.root_crl.contains(pki.revoked.certificate));
  EXPECT_TRUE(pki.intermediate_crl.contains_serial(pki.revoked.certificate.serial()));
  EXPECT_FALSE(pki.intermediate_crl.contains_serial(pki.server.certificate.serial()));
  for (const char* text : {"", "xyz", "12zz", "-1"}) {
    EXPECT_FALSE(pki.intermediate_crl.contains_serial(text)) << text;
  }
}

TEST(CrlTest, KeepsTimeReasonAndInvalidity) {
  const auto& pki = test_pki();
  for (const auto reason : {RevocationReason::Unspecified, RevocationReason::KeyCompromise,
                            RevocationReason::CertificateHold, RevocationReason::AaCompromise}) {
    const Revocation wanted{pki.now - hours{5}, reason, pki.now - hours{9}};
    const Crl crl = Crl::build(pki.root.certificate, pki.root.key,
                               {.this_update = pki.now,
                                .next_update = pki.now + hours{1},
                                .number = 77,
                                .revoked = {{pki.intermediate.certificate, wanted}}})
                        .value();
    const auto found = crl.find(pki.intermediate.certificate);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->time, whole_seconds(wanted.time));
    EXPECT_EQ(found->reason, reason);
    EXPECT_EQ(found->invalid_since, whole_seconds(*wanted.invalid_since));
  }
}

TEST(CrlTest, OpensslReadsAndHonoursIt) {
  const auto& pki = test_pki();
  OpensslTool openssl;
  openssl.write("root.pem", pki.root.certificate.to_pem());
  openssl.write("below.pem", pki.intermediate.certificate.to_pem());
  openssl.write("crl.pem", pki.intermediate_crl.to_pem());
  openssl.write("server.pem", pki.server.certificate.to_pem());
  openssl.write("revoked.pem", pki.revoked.certificate.to_pem());
  const std::string verify =
      "verify -CAfile root.pem -untrusted below.pem -CRLfile crl.pem -crl_check ";
  EXPECT_TRUE(openssl.run(verify + "server.pem")) << openssl.output();
  EXPECT_FALSE(openssl.run(verify + "revoked.pem"));
  EXPECT_NE(openssl.output().find("certificate revoked"), std::string::npos);
}

TEST(CrlTest, RefusesAListForAPartOfTheCertificates) {
  const auto& pki = test_pki();
  OpensslTool openssl;
  openssl.write("ca.pem", pki.root.certificate.to_pem());
  openssl.write("ca.key", pki.root.key.to_pem()->reveal());
  openssl.write("index", std::string_view{});
  openssl.write("number", std::string_view{"01\n"});
  const auto make = [&](const std::string& extension) {
    openssl.write("ca.cnf",
                  "[ca]\ndefault_ca=a\n[a]\ndatabase=index\ncrlnumber=number\n"
                  "default_md=sha256\ncrl_extensions=e\n[e]\n" +
                      extension + "\n");
    EXPECT_TRUE(
        openssl.run("ca -config ca.cnf -gencrl -crldays 5 -cert ca.pem -keyfile ca.key "
                    "-out crl.pem"))
        << openssl.output();
    return Crl::from_pem(openssl.read("crl.pem"));
  };
  EXPECT_TRUE(make("authorityKeyIdentifier=keyid"));
  EXPECT_FALSE(make("issuingDistributionPoint=critical,onlyuser:TRUE"));
  EXPECT_FALSE(make("deltaCRL=critical,ASN1:INTEGER:1"));
  EXPECT_FALSE(make("1.2.3.4=critical,ASN1:NULL"));
}

TEST(CrlTest, RefusesBytesAroundItAndOtherFiles) {
  base::Bytes der = test_pki().root_crl.to_der();
  der.push_back(0);
  EXPECT_FALSE(Crl::from_der(der));
  EXPECT_FALSE(Crl::from_der({}));
  EXPECT_FALSE(Crl::from_der(base::Bytes(kCrlBytesMax + 1)));
  EXPECT_FALSE(Crl::from_pem(base::as_bytes(test_pki().root.certificate.to_pem())));
}

TEST(CrlTest, OnlyACaMakesLists) {
  const auto& pki = test_pki();
  const CrlFields fields{.this_update = pki.now, .next_update = pki.now + hours{1}};
  EXPECT_FALSE(Crl::build(pki.server.certificate, pki.server.key, fields));
  EXPECT_FALSE(Crl::build(pki.root.certificate, pki.server.key, fields));
  EXPECT_FALSE(Crl::build(pki.root.certificate, pki.root.key,
                          {.this_update = pki.now, .next_update = pki.now - hours{1}}));
}

}  // namespace
}  // namespace crypto

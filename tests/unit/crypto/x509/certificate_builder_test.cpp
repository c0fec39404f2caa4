// Goal: what we issue is what was asked for within the rules, and other tools agree.

#include "crypto/x509/certificate_builder.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "crypto/x509/asn1_values.h"
#include "tests/support/openssl_tool.h"
#include "tests/support/test_pki.h"

namespace crypto {
namespace {

using test_support::OpensslTool;
using test_support::test_fields;
using test_support::test_pki;

const PrivateKey& subject_key() {
  static const PrivateKey made = PrivateKey::generate(KeyKind::EcP256).value();
  return made;
}

base::Result<Certificate> self_sign_with(const DistinguishedName& subject) {
  auto fields = test_fields(CertificateProfile::Client, "", test_pki().now);
  fields.subject = subject;
  return self_sign(subject_key(), fields);
}

// R107: C 2, ST and L 128, O, OU and CN 64 letters.
TEST(CertificateBuilderTest, SubjectFieldsHaveTheirBounds) {
  const std::string at_64(64, 'x');
  const std::string at_128(128, 'x');
  EXPECT_TRUE(self_sign_with({"CH", at_128, at_128, at_64, at_64, at_64}));
  EXPECT_FALSE(self_sign_with({.country = "C", .common_name = "a"}));
  EXPECT_FALSE(self_sign_with({.country = "CHE", .common_name = "a"}));
  EXPECT_FALSE(self_sign_with({.country = "ch", .common_name = "a"}));
  EXPECT_FALSE(self_sign_with({.state = at_128 + "x"}));
  EXPECT_FALSE(self_sign_with({.locality = at_128 + "x"}));
  EXPECT_FALSE(self_sign_with({.organization = at_64 + "x"}));
  EXPECT_FALSE(self_sign_with({.unit = at_64 + "x"}));
  EXPECT_FALSE(self_sign_with({.common_name = at_64 + "x"}));
}

TEST(CertificateBuilderTest, BoundsCountLettersNotBytes) {
  std::string umlauts;
  for (int i = 0; i < 64; ++i) umlauts += "\xc3\xbc";
  const auto certificate = self_sign_with({.common_name = umlauts});
  ASSERT_TRUE(certificate) << certificate.error().message;
  EXPECT_EQ(certificate->common_name(), umlauts);
  EXPECT_FALSE(self_sign_with({.common_name = umlauts + "u"}));
}

TEST(CertificateBuilderTest, RefusesControlCharactersAndBrokenText) {
  EXPECT_FALSE(self_sign_with({.common_name = "a\nb"}));
  EXPECT_FALSE(self_sign_with({.common_name = std::string{"a\0b", 3}}));
  EXPECT_FALSE(self_sign_with({.common_name = "\xff\xfe"}));
  EXPECT_FALSE(self_sign_with({}));
}

// R107: an alternative name is required, a common name is not, start <= end.
TEST(CertificateBuilderTest, AServerNeedsAnAlternativeName) {
  auto fields = test_fields(CertificateProfile::Server, "nvr", test_pki().now);
  EXPECT_FALSE(self_sign(subject_key(), fields));
  fields.names.ip = {"2001:db8::1"};
  EXPECT_TRUE(self_sign(subject_key(), fields));
  fields.subject = {.organization = "Test"};
  EXPECT_TRUE(self_sign(subject_key(), fields));
}

TEST(CertificateBuilderTest, RefusesAnEndBeforeTheBeginning) {
  auto fields = test_fields(CertificateProfile::Client, "a", test_pki().now);
  fields.not_after = fields.not_before;
  EXPECT_TRUE(self_sign(subject_key(), fields));
  fields.not_after = fields.not_before - std::chrono::seconds{1};
  EXPECT_FALSE(self_sign(subject_key(), fields));
}

TEST(CertificateBuilderTest, RefusesWhatIsNoAlternativeName) {
  const auto with = [](const SubjectAltNames& names) {
    auto fields = test_fields(CertificateProfile::Client, "a", test_pki().now);
    fields.names = names;
    return self_sign(subject_key(), fields);
  };
  EXPECT_TRUE(with({.dns = {"a.example", "*.example"}, .uri = {"urn:a:b"}, .email = {"a@b.c"}}));
  EXPECT_FALSE(with({.dns = {""}}));
  EXPECT_FALSE(with({.dns = {"a b"}}));
  EXPECT_FALSE(with({.dns = {std::string{"a\0b", 3}}}));
  EXPECT_FALSE(with({.dns = {std::string(254, 'a')}}));
  EXPECT_FALSE(with({.ip = {"300.1.1.1"}}));
  EXPECT_FALSE(with({.ip = {"10.0.0.0/8"}}));
  EXPECT_FALSE(with({.uri = {"\xc3\xbc"}}));
  EXPECT_TRUE(with({.dns = std::vector<std::string>(kAltNamesMax, "a")}));
  EXPECT_FALSE(with({.dns = std::vector<std::string>(kAltNamesMax + 1, "a")}));
}

TEST(CertificateBuilderTest, SerialsDiffer) {
  std::set<std::string> serials;
  for (int i = 0; i < 16; ++i) serials.insert(self_sign_with({.common_name = "a"})->serial());
  EXPECT_EQ(serials.size(), 16U);
  for (const std::string& serial : serials) EXPECT_LE(serial.size(), 32U);
}

TEST(CertificateBuilderTest, OnlyACaIssues) {
  const auto fields = test_fields(CertificateProfile::Client, "a", test_pki().now);
  const auto& pki = test_pki();
  const PublicKey& subject = subject_key().public_key();
  EXPECT_TRUE(issue(pki.root.certificate, pki.root.key, subject, fields));
  EXPECT_FALSE(issue(pki.server.certificate, pki.server.key, subject, fields));
  EXPECT_FALSE(issue(pki.root.certificate, pki.intermediate.key, subject, fields));
}

TEST(CertificateBuilderTest, PathLengthIsHonoured) {
  const auto& pki = test_pki();
  auto fields = test_fields(CertificateProfile::Ca, "below", pki.now);
  EXPECT_FALSE(issue(pki.intermediate.certificate, pki.intermediate.key, subject_key().public_key(),
                     fields));
  fields.path_len = 16;
  EXPECT_EQ(
      issue(pki.root.certificate, pki.root.key, subject_key().public_key(), fields)->path_len(),
      16);
  fields.path_len = 17;
  EXPECT_FALSE(issue(pki.root.certificate, pki.root.key, subject_key().public_key(), fields));
  fields.profile = CertificateProfile::Client;
  fields.path_len = 0;
  EXPECT_FALSE(issue(pki.root.certificate, pki.root.key, subject_key().public_key(), fields));
}

TEST(CertificateBuilderTest, NothingOutlivesItsIssuer) {
  const auto& root = test_pki().root;
  auto fields = test_fields(CertificateProfile::Client, "a", test_pki().now);
  fields.not_after = root.certificate.not_after();
  EXPECT_TRUE(issue(root.certificate, root.key, subject_key().public_key(), fields));
  fields.not_after += std::chrono::seconds{1};
  EXPECT_FALSE(issue(root.certificate, root.key, subject_key().public_key(), fields));
}

TEST(CertificateBuilderTest, NeverCertifiesAWeakKey) {
  OpensslTool openssl;
  ASSERT_TRUE(openssl.run("genrsa -out k.pem 2048"));
  ASSERT_TRUE(openssl.run("pkey -in k.pem -pubout -outform DER -out spki"));
  const PublicKey weak = PublicKey::from_spki_der(openssl.read("spki")).value();
  EXPECT_FALSE(issue(test_pki().root.certificate, test_pki().root.key, weak,
                     test_fields(CertificateProfile::Client, "a", test_pki().now)));
}

TEST(CertificateBuilderTest, P384SignsWithSha384) {
  const auto strong = PrivateKey::generate(KeyKind::EcP384).value();
  const auto fields = test_fields(CertificateProfile::Ca, "strong", test_pki().now);
  EXPECT_EQ(self_sign(strong, fields)->signature_algorithm(), "ecdsa-with-SHA384");
}

TEST(CertificateBuilderTest, OpensslVerifiesOurChainStrictly) {
  const auto& pki = test_pki();
  OpensslTool openssl;
  openssl.write("root.pem", pki.root.certificate.to_pem());
  openssl.write("below.pem", pki.intermediate.certificate.to_pem());
  openssl.write("server.pem", pki.server.certificate.to_pem());
  openssl.write("client.pem", pki.client.certificate.to_pem());
  const std::string verify = "verify -x509_strict -CAfile root.pem -untrusted below.pem ";
  EXPECT_TRUE(openssl.run(verify + "-purpose sslserver -verify_hostname localhost server.pem"))
      << openssl.output();
  EXPECT_TRUE(openssl.run(verify + "-purpose sslserver -verify_ip ::1 server.pem"));
  EXPECT_TRUE(openssl.run(verify + "-purpose sslclient client.pem")) << openssl.output();
  EXPECT_FALSE(openssl.run(verify + "-purpose sslserver client.pem"));
}

}  // namespace
}  // namespace crypto

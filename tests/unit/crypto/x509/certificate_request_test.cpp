// Goal: a request that exists has proved its key (R108), and nothing else gets in.

#include "crypto/x509/certificate_request.h"

#include <gtest/gtest.h>

#include "crypto/x509/certificate_builder.h"
#include "tests/support/openssl_tool.h"
#include "tests/support/test_pki.h"

namespace crypto {
namespace {

using test_support::OpensslTool;
using test_support::test_fields;
using test_support::test_pki;

const DistinguishedName kSubject{"CH", "Zug", "Baar", "Test", "Video", "nvr"};
const SubjectAltNames kNames{.dns = {"nvr.example"}, .ip = {"192.0.2.1"}};

CertificateRequest make_request(const PrivateKey& key) {
  return CertificateRequest::create(key, {kSubject, kNames}).value();
}

TEST(CertificateRequestTest, SurvivesDerAndPem) {
  for (const KeyKind kind : {KeyKind::EcP256, KeyKind::EcP384, KeyKind::Rsa3072}) {
    const auto key = PrivateKey::generate(kind).value();
    const CertificateRequest request = make_request(key);
    EXPECT_EQ(CertificateRequest::from_der(request.to_der())->to_der(), request.to_der());
    const auto again = CertificateRequest::from_pem(base::as_bytes(request.to_pem()));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->subject_fields(), kSubject);
    EXPECT_EQ(again->alt_names(), kNames);
    EXPECT_EQ(again->public_key(), key.public_key());
    EXPECT_EQ(again->subject(), "CN=nvr,OU=Video,O=Test,L=Baar,ST=Zug,C=CH");
  }
}

TEST(CertificateRequestTest, OpensslAgrees) {
  const auto key = PrivateKey::generate(KeyKind::EcP256).value();
  OpensslTool openssl;
  openssl.write("r.pem", make_request(key).to_pem());
  EXPECT_TRUE(openssl.run("req -in r.pem -verify -noout")) << openssl.output();
  openssl.write("k.pem", key.to_pem()->reveal());
  ASSERT_TRUE(
      openssl.run("req -new -key k.pem -subj /CN=theirs -outform DER -out t.der "
                  "-addext subjectAltName=DNS:a.example"));
  const auto theirs = CertificateRequest::from_der(openssl.read("t.der"));
  ASSERT_TRUE(theirs) << theirs.error().message;
  EXPECT_EQ(theirs->alt_names().dns, std::vector<std::string>{"a.example"});
}

TEST(CertificateRequestTest, BecomesACertificateOfItsKey) {
  const auto key = PrivateKey::generate(KeyKind::EcP256).value();
  const CertificateRequest request = make_request(key);
  auto fields = test_fields(CertificateProfile::Server, "", test_pki().now);
  fields.subject = request.subject_fields();
  fields.names = request.alt_names();
  const auto certificate = issue(test_pki().root.certificate, test_pki().root.key, request, fields);
  ASSERT_TRUE(certificate) << certificate.error().message;
  EXPECT_TRUE(certificate->matches_key(key));
  EXPECT_EQ(certificate->alt_names(), kNames);
}

TEST(CertificateRequestTest, RefusesOneWithoutProofOfPossession) {
  base::Bytes der = make_request(PrivateKey::generate(KeyKind::EcP256).value()).to_der();
  der.back() ^= 1;
  const auto request = CertificateRequest::from_der(der);
  ASSERT_FALSE(request);
  EXPECT_TRUE(request.error().message.starts_with("request does not prove possession of its key"));
}

TEST(CertificateRequestTest, RefusesBytesAroundItAndOtherFiles) {
  const CertificateRequest request = make_request(PrivateKey::generate(KeyKind::EcP256).value());
  base::Bytes der = request.to_der();
  der.push_back(0);
  EXPECT_FALSE(CertificateRequest::from_der(der));
  EXPECT_FALSE(CertificateRequest::from_der({}));
  EXPECT_FALSE(CertificateRequest::from_der(base::Bytes(kRequestBytesMax + 1)));
  EXPECT_FALSE(CertificateRequest::from_pem(base::as_bytes(request.to_pem() + request.to_pem())));
  EXPECT_FALSE(CertificateRequest::from_pem(base::as_bytes(test_pki().root.certificate.to_pem())));
}

TEST(CertificateRequestTest, RefusesNoNameAtAll) {
  EXPECT_FALSE(CertificateRequest::create(PrivateKey::generate(KeyKind::EcP256).value(), {}));
}

}  // namespace
}  // namespace crypto

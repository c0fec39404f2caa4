// Goal: a certificate is read strictly and shown truthfully.

#include "crypto/x509/certificate.h"

#include <gtest/gtest.h>

#include <string>

#include "crypto/x509/asn1_values.h"
#include "tests/support/openssl_tool.h"
#include "tests/support/test_pki.h"

namespace crypto {
namespace {

using test_support::OpensslTool;
using test_support::test_fields;
using test_support::test_pki;

std::string pem_of(const Certificate& certificate) {
  return certificate.to_pem();
}

TEST(CertificateTest, SurvivesDerAndPem) {
  const Certificate& server = test_pki().server.certificate;
  EXPECT_EQ(Certificate::from_der(server.to_der()).value(), server);
  EXPECT_EQ(Certificate::from_pem(base::as_bytes(pem_of(server))).value(), server);
}

TEST(CertificateTest, ShowsWhatItSays) {
  const Certificate& server = test_pki().server.certificate;
  EXPECT_EQ(server.subject(), "CN=test server,O=Test,C=CH");
  EXPECT_EQ(server.issuer(), "CN=test intermediate,O=Test,C=CH");
  EXPECT_EQ(server.common_name(), "test server");
  EXPECT_EQ(server.alt_names().dns, std::vector<std::string>{"localhost"});
  EXPECT_EQ(server.alt_names().ip, (std::vector<std::string>{"127.0.0.1", "::1"}));
  EXPECT_FALSE(server.is_ca());
  EXPECT_EQ(server.key_usage(), std::vector<std::string>{"digitalSignature"});
  EXPECT_EQ(server.extended_key_usage(), std::vector<std::string>{"serverAuth"});
  EXPECT_EQ(server.signature_algorithm(), "ecdsa-with-SHA256");
  EXPECT_EQ(server.weakness(), std::nullopt);
  EXPECT_EQ(server.public_key()->kind(), KeyKind::EcP256);
  EXPECT_EQ(test_pki().intermediate.certificate.path_len(), 0);
  EXPECT_EQ(test_pki().root.certificate.path_len(), std::nullopt);
  EXPECT_TRUE(test_pki().root.certificate.is_ca());
}

TEST(CertificateTest, FingerprintsAreThoseOfOpenssl) {
  const Certificate& server = test_pki().server.certificate;
  OpensslTool openssl;
  openssl.write("c.der", server.to_der());
  ASSERT_TRUE(openssl.run("dgst -sha256 -r c.der"));
  EXPECT_EQ(openssl.output().substr(0, 64), base::hex(server.fingerprint()));
  EXPECT_EQ(server.key_fingerprint(), test_pki().server.key.public_key().fingerprint());
}

TEST(CertificateTest, KnowsItsKey) {
  EXPECT_TRUE(test_pki().server.certificate.matches_key(test_pki().server.key));
  EXPECT_FALSE(test_pki().server.certificate.matches_key(test_pki().client.key));
}

TEST(CertificateTest, RefusesBytesAroundIt) {
  base::Bytes der = test_pki().server.certificate.to_der();
  EXPECT_FALSE(Certificate::from_der(base::ByteView{der}.first(der.size() - 1)));
  der.push_back(0);
  EXPECT_FALSE(Certificate::from_der(der));
  EXPECT_FALSE(Certificate::from_der({}));
  EXPECT_FALSE(Certificate::from_der(base::Bytes(kCertificateBytesMax + 1)));
}

TEST(CertificateTest, RefusesFilesWithMoreOrOtherThanOneCertificate) {
  const std::string one = pem_of(test_pki().server.certificate);
  const std::string key{base::as_text(test_pki().server.key.to_pem()->reveal())};
  EXPECT_TRUE(Certificate::from_pem(base::as_bytes("text before\n" + one)));
  EXPECT_FALSE(Certificate::from_pem(base::as_bytes(one + one)));
  EXPECT_FALSE(Certificate::from_pem({}));
  EXPECT_EQ(Certificate::from_pem(base::as_bytes(key)).error().message,
            "the certificate file holds a private key");
  EXPECT_FALSE(parse_chain_pem(base::as_bytes(one + key)));
  EXPECT_FALSE(Certificate::from_pem(base::as_bytes(one.substr(0, one.size() / 2))));
}

TEST(CertificateTest, AChainHoldsUpTo32) {
  const std::string one = pem_of(test_pki().server.certificate);
  std::string chain;
  for (std::size_t i = 0; i < kChainCertificatesMax; ++i) chain += one;
  EXPECT_EQ(parse_chain_pem(base::as_bytes(chain))->size(), kChainCertificatesMax);
  EXPECT_FALSE(parse_chain_pem(base::as_bytes(chain + one)));
  EXPECT_FALSE(parse_chain_pem({}));
}

TEST(CertificateTest, NoExpiryIsClampedAndWrittenAsRfc5280Says) {
  const auto key = PrivateKey::generate(KeyKind::EcP256).value();
  auto fields = test_fields(CertificateProfile::DeviceIdentity, "camera", test_pki().now);
  fields.not_after = kLatestTime;
  const Certificate camera = self_sign(key, fields).value();
  EXPECT_EQ(camera.not_after(), kLatestTime);
  OpensslTool openssl;
  openssl.write("c.pem", camera.to_pem());
  ASSERT_TRUE(openssl.run("x509 -in c.pem -noout -enddate -dateopt iso_8601"));
  EXPECT_EQ(openssl.output(), "notAfter=9999-12-31 23:59:59Z\n");
}

TEST(CertificateTest, TimesOutsideOfOurClockAreClamped) {
  OpensslTool openssl;
  ASSERT_TRUE(openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out k.pem"));
  ASSERT_TRUE(openssl.run("req -x509 -new -key k.pem -subj /CN=old -days 200000 -out c.pem"));
  const auto certificate = Certificate::from_pem(openssl.read("c.pem"));
  ASSERT_TRUE(certificate);
  EXPECT_EQ(certificate->not_after(), kLatestTime);
}

TEST(CertificateTest, SaysWhyAForeignCertificateIsWeak) {
  OpensslTool openssl;
  const auto make = [&](const std::string& key, const std::string& digest) {
    EXPECT_TRUE(openssl.run("genpkey " + key + " -out k.pem"));
    EXPECT_TRUE(openssl.run("req -x509 -new -key k.pem -subj /CN=weak -out c.pem " + digest))
        << openssl.output();
    return Certificate::from_pem(openssl.read("c.pem")).value();
  };
  const std::string ec = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
  EXPECT_EQ(make(ec, "-sha256").weakness(), std::nullopt);
  EXPECT_EQ(make(ec, "-sha1").weakness(), "its signature is made with SHA1");
  const std::string rsa = "-algorithm RSA -pkeyopt rsa_keygen_bits:";
  EXPECT_EQ(make(rsa + "1024", "-sha256").weakness(), "its RSA key is shorter than 2048 bits");
  EXPECT_EQ(make(rsa + "2048", "-sha256").weakness(), std::nullopt);
  EXPECT_EQ(make(rsa + "2048", "-md5").weakness(), "its signature is made with MD5");
}

TEST(CertificateTest, NamesAreShownEscaped) {
  OpensslTool openssl;
  ASSERT_TRUE(openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out k.pem"));
  ASSERT_TRUE(
      openssl.run("req -x509 -new -key k.pem -utf8 -out c.pem "
                  "-subj \"/CN=Z\xc3\xbcrich, #1\x1b[31m\""))
      << openssl.output();
  const auto certificate = Certificate::from_pem(openssl.read("c.pem"));
  ASSERT_TRUE(certificate);
  EXPECT_EQ(certificate->subject(), "CN=Z\xc3\xbcrich\\, #1\\1B[31m");
  EXPECT_EQ(certificate->common_name(), "Z\xc3\xbcrich, #1\\1B[31m");
}

TEST(CertificateTest, AKeyWeDoNotUseCanStillBeShown) {
  OpensslTool openssl;
  ASSERT_TRUE(openssl.run("genpkey -algorithm ED25519 -out k.pem"));
  ASSERT_TRUE(openssl.run("req -x509 -new -key k.pem -subj /CN=ed -out c.pem"));
  const auto certificate = Certificate::from_pem(openssl.read("c.pem"));
  ASSERT_TRUE(certificate);
  EXPECT_EQ(certificate->common_name(), "ed");
  EXPECT_FALSE(certificate->public_key());
}

}  // namespace
}  // namespace crypto

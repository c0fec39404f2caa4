// Goal: a signature beside evidence proves content and signer, to us and to stock tools.

#include "crypto/cms/signed_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/support/openssl_tool.h"
#include "tests/support/test_pki.h"

namespace crypto {
namespace {

using test_support::Identity;
using test_support::make_identity;
using test_support::OpensslTool;
using test_support::test_fields;
using test_support::test_pki;

const base::Bytes kEvidence(200'000, 'm');  // more than one piece

const Identity& signer() {
  static const Identity made =
      make_identity(test_pki().intermediate,
                    test_fields(CertificateProfile::EvidenceSigner, "evidence", test_pki().now));
  return made;
}

base::Bytes sign_as(const Identity& identity) {
  const auto chain = test_pki().intermediates();
  return sign_cms(identity.key, identity.certificate, content_of(kEvidence),
                  {.signing_time = test_pki().now, .chain = chain})
      .value();
}

base::Result<SignedDataVerdict> verify_at(base::ByteView cms, base::ByteView content,
                                          base::WallTime at) {
  const auto roots = test_pki().roots();
  const auto crls = test_pki().crls();
  return verify_cms(cms, content_of(content), {{}, roots, crls}, at);
}

base::Result<SignedDataVerdict> verify_now(base::ByteView cms, base::ByteView content = kEvidence) {
  return verify_at(cms, content, test_pki().now);
}

TEST(SignedDataTest, VerifiesAgainstTheRoot) {
  const auto verdict = verify_now(sign_as(signer()));
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(verdict->ok()) << verdict->reason << verdict->chain.reason;
  EXPECT_EQ(verdict->signer, signer().certificate);
  EXPECT_EQ(verdict->enclosed.size(), 2U);
  EXPECT_EQ(verdict->signing_time, std::chrono::floor<std::chrono::seconds>(test_pki().now));
}

TEST(SignedDataTest, EveryKindOfKeySigns) {
  for (const KeyKind kind : {KeyKind::EcP384, KeyKind::Rsa3072}) {
    const Identity one =
        make_identity(test_pki().intermediate,
                      test_fields(CertificateProfile::EvidenceSigner, "one", test_pki().now), kind);
    const auto verdict = verify_now(sign_as(one));
    ASSERT_TRUE(verdict);
    EXPECT_TRUE(verdict->ok()) << verdict->reason << verdict->chain.reason;
  }
}

TEST(SignedDataTest, SeesChangedContent) {
  const base::Bytes cms = sign_as(signer());
  base::Bytes changed = kEvidence;
  changed[150'000] ^= 1;
  const auto verdict = verify_now(cms, changed);
  ASSERT_TRUE(verdict);
  EXPECT_FALSE(verdict->ok());
  EXPECT_EQ(verdict->reason, "the content was changed");
  EXPECT_FALSE(verify_now(cms, base::ByteView{kEvidence}.first(kEvidence.size() - 1))->ok());
  EXPECT_FALSE(verify_now(cms, {})->ok());
}

TEST(SignedDataTest, NoFlippedByteOfTheSignaturePasses) {
  const base::Bytes cms = sign_as(signer());
  const auto good = verify_now(cms);
  for (std::size_t i = 0; i < cms.size(); ++i) {
    base::Bytes flipped = cms;
    flipped[i] ^= 1;
    const auto verdict = verify_now(flipped);
    // Bytes that sign nothing (algorithm parameters, the enclosed CA) may change; what is proved
    // may not: same signer, same time.
    if (!verdict || !verdict->ok()) continue;
    EXPECT_EQ(verdict->signer, good->signer) << i;
    EXPECT_EQ(verdict->signing_time, good->signing_time) << i;
  }
}

TEST(SignedDataTest, RootsComeFromTheCallerOnly) {
  const Identity stranger =
      make_identity(test_pki().other_root,
                    test_fields(CertificateProfile::EvidenceSigner, "stranger", test_pki().now));
  const Certificate chain[]{test_pki().other_root.certificate};
  const auto cms = sign_cms(stranger.key, stranger.certificate, content_of(kEvidence),
                            {.signing_time = test_pki().now, .chain = chain})
                       .value();
  const auto verdict = verify_now(cms);
  ASSERT_TRUE(verdict);
  EXPECT_TRUE(verdict->content_matches);  // consistent, signer unknown
  EXPECT_EQ(verdict->chain.status, ChainStatus::UnknownIssuer);
  EXPECT_FALSE(verdict->ok());
}

TEST(SignedDataTest, ATlsCertificateIsNoEvidenceSigner) {
  const auto verdict = verify_now(sign_as(test_pki().server));
  EXPECT_EQ(verdict->chain.status, ChainStatus::WrongPurpose);
}

TEST(SignedDataTest, IsJudgedAtTheGivenTime) {
  const base::Bytes cms = sign_as(signer());
  EXPECT_EQ(verify_at(cms, kEvidence, signer().certificate.not_after())->chain.status,
            ChainStatus::Expired);
}

TEST(SignedDataTest, RefusesAKeyOfAnotherCertificate) {
  EXPECT_FALSE(sign_cms(test_pki().client.key, signer().certificate, content_of(kEvidence),
                        {.signing_time = test_pki().now}));
}

TEST(SignedDataTest, AFailingSourceFails) {
  const ContentSource broken = [](std::span<std::uint8_t>) -> base::Result<std::size_t> {
    return base::Error{base::ErrorKind::Io, "disk"};
  };
  EXPECT_EQ(sign_cms(signer().key, signer().certificate, broken, {.signing_time = test_pki().now})
                .error()
                .message,
            "disk");
  const auto roots = test_pki().roots();
  EXPECT_EQ(verify_cms(sign_as(signer()), broken, {{}, roots, {}}, test_pki().now).error().message,
            "disk");
}

struct SignedDataPeerTest : testing::Test {
  SignedDataPeerTest() {
    openssl.write("root.pem", test_pki().root.certificate.to_pem());
    openssl.write("below.pem", test_pki().intermediate.certificate.to_pem());
    openssl.write("signer.pem", signer().certificate.to_pem());
    openssl.write("signer.key", signer().key.to_pem()->reveal());
    openssl.write("content", kEvidence);
  }

  OpensslTool openssl;
};

TEST_F(SignedDataPeerTest, StockOpensslVerifiesOurs) {
  openssl.write("ours", sign_as(signer()));
  const std::string verify =
      "cms -verify -binary -inform DER -in ours -CAfile root.pem -out out -content ";
  EXPECT_TRUE(openssl.run(verify + "content")) << openssl.output();
  EXPECT_TRUE(openssl.run(verify + "content -cades")) << openssl.output();
  openssl.write("other", std::string_view{"other"});
  EXPECT_FALSE(openssl.run(verify + "other"));
}

TEST_F(SignedDataPeerTest, WeVerifyThoseOfOpenssl) {
  const std::string sign =
      "cms -sign -binary -in content -outform DER -out theirs -signer signer.pem "
      "-inkey signer.key -certfile below.pem ";
  for (const char* options : {"", "-cades", "-md sha512", "-keyid"}) {
    ASSERT_TRUE(openssl.run(sign + options)) << openssl.output();
    const auto verdict = verify_now(openssl.read("theirs"));
    ASSERT_TRUE(verdict) << options << verdict.error().message;
    EXPECT_TRUE(verdict->ok()) << options << verdict->reason << verdict->chain.reason;
  }
}

TEST_F(SignedDataPeerTest, RefusesWhatProvesTooLittle) {
  const std::string sign =
      "cms -sign -binary -in content -outform DER -out theirs -signer signer.pem "
      "-inkey signer.key -certfile below.pem ";
  ASSERT_TRUE(openssl.run(sign + "-nodetach"));
  EXPECT_FALSE(verify_now(openssl.read("theirs")));
  ASSERT_TRUE(openssl.run(sign + "-noattr"));
  EXPECT_FALSE(verify_now(openssl.read("theirs"))->ok());
  ASSERT_TRUE(openssl.run(sign + "-md sha1"));
  EXPECT_FALSE(verify_now(openssl.read("theirs"))->ok());
  ASSERT_TRUE(openssl.run(sign + "-nocerts"));
  EXPECT_EQ(verify_now(openssl.read("theirs"))->reason, "the signer's certificate is not there");
  openssl.write("second.pem", test_pki().client.certificate.to_pem());
  openssl.write("second.key", test_pki().client.key.to_pem()->reveal());
  ASSERT_TRUE(openssl.run(sign + "-signer second.pem -inkey second.key")) << openssl.output();
  EXPECT_FALSE(verify_now(openssl.read("theirs")));
  ASSERT_TRUE(openssl.run("cms -digest_create -in content -outform DER -out theirs"));
  EXPECT_FALSE(verify_now(openssl.read("theirs")));
}

}  // namespace
}  // namespace crypto

// Goal: only a recipient opens it, unaltered or not at all, with our code and stock tools.

#include "crypto/cms/enveloped_data.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/openssl_tool.h"
#include "tests/support/test_pki.h"

namespace crypto {
namespace {

using base::ErrorKind;
using test_support::Identity;
using test_support::make_identity;
using test_support::OpensslTool;
using test_support::test_fields;
using test_support::test_pki;

const base::Bytes kLetter = base::to_bytes("the whole truth");

Identity make_recipient(KeyKind kind) {
  return make_identity(test_pki().intermediate,
                       test_fields(CertificateProfile::Recipient, "lawyer", test_pki().now), kind);
}

const Identity& lawyer() {
  static const Identity made = make_recipient(KeyKind::EcP256);
  return made;
}

base::Bytes opened(const base::Result<Secret>& content) {
  if (!content) return base::to_bytes(content.error().message);
  return {content->reveal().begin(), content->reveal().end()};
}

TEST(EnvelopedDataTest, EveryRecipientOpensItAndNobodyElse) {
  const Identity second = make_recipient(KeyKind::EcP384);
  const Identity third = make_recipient(KeyKind::Rsa3072);
  const Certificate recipients[]{lawyer().certificate, second.certificate, third.certificate};
  const base::Bytes cms = encrypt_cms(kLetter, recipients).value();
  for (const Identity* one : {&lawyer(), &second, &third}) {
    EXPECT_EQ(opened(decrypt_cms(cms, one->key, one->certificate)), kLetter);
  }
  const Identity stranger = make_recipient(KeyKind::EcP256);
  EXPECT_EQ(decrypt_cms(cms, stranger.key, stranger.certificate).error().kind, ErrorKind::Denied);
  EXPECT_FALSE(decrypt_cms(cms, stranger.key, lawyer().certificate));
}

TEST(EnvelopedDataTest, APassphraseOpensIt) {
  const Secret right = Secret::copy_of(std::string_view{"correct horse"});
  const Secret wrong = Secret::copy_of(std::string_view{"battery staple"});
  const Certificate recipients[]{lawyer().certificate};
  const base::Bytes cms = encrypt_cms(kLetter, recipients, &right).value();
  EXPECT_EQ(opened(decrypt_cms(cms, right)), kLetter);
  EXPECT_EQ(opened(decrypt_cms(cms, lawyer().key, lawyer().certificate)), kLetter);
  EXPECT_EQ(decrypt_cms(cms, wrong).error().kind, ErrorKind::Denied);
  EXPECT_EQ(decrypt_cms(encrypt_cms(kLetter, recipients).value(), right).error().kind,
            ErrorKind::Denied);
  EXPECT_EQ(opened(decrypt_cms(encrypt_cms(kLetter, {}, &right).value(), right)), kLetter);
}

TEST(EnvelopedDataTest, NeverReleasesAnythingAltered) {
  const Certificate recipients[]{lawyer().certificate};
  const base::Bytes cms = encrypt_cms(kLetter, recipients).value();
  for (std::size_t i = 0; i < cms.size(); ++i) {
    base::Bytes flipped = cms;
    flipped[i] ^= 1;
    const auto content = decrypt_cms(flipped, lawyer().key, lawyer().certificate);
    if (!content) continue;
    EXPECT_EQ(opened(content), kLetter) << i;  // a byte that means nothing
  }
}

TEST(EnvelopedDataTest, RefusesAShortenedTag) {
  const Certificate recipients[]{lawyer().certificate};
  base::Bytes cms = encrypt_cms(kLetter, recipients).value();
  // One byte of tag, with every enclosing length corrected: outer sequence, [0], inner sequence.
  ASSERT_EQ(cms[cms.size() - 17], 16);
  cms[cms.size() - 17] = 1;
  cms.resize(cms.size() - 15);
  const auto shorten = [&](std::size_t at) {
    ASSERT_EQ(cms[at], 0x82);
    const int length = ((cms[at + 1] << 8) | cms[at + 2]) - 15;
    cms[at + 1] = static_cast<std::uint8_t>(length >> 8);
    cms[at + 2] = static_cast<std::uint8_t>(length & 0xff);
  };
  shorten(1);
  shorten(4 + 13 + 1);
  shorten(4 + 13 + 4 + 1);
  const auto content = decrypt_cms(cms, lawyer().key, lawyer().certificate);
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().message,
            "encrypted message without a full authentication tag at its end");
}

TEST(EnvelopedDataTest, HoldsNothingAndAMegabyte) {
  const Certificate recipients[]{lawyer().certificate};
  for (const std::size_t size : {std::size_t{0}, std::size_t{1} << 20U}) {
    const base::Bytes content(size, 'x');
    const base::Bytes cms = encrypt_cms(content, recipients).value();
    EXPECT_EQ(opened(decrypt_cms(cms, lawyer().key, lawyer().certificate)), content);
  }
}

TEST(EnvelopedDataTest, RefusesNoRecipientAndTooMany) {
  EXPECT_FALSE(encrypt_cms(kLetter, {}));
  const std::vector<Certificate> many(kRecipientsMax + 1, lawyer().certificate);
  EXPECT_FALSE(encrypt_cms(kLetter, many));
  const base::Bytes cms = encrypt_cms(kLetter, std::span{many}.first(kRecipientsMax)).value();
  EXPECT_EQ(opened(decrypt_cms(cms, lawyer().key, lawyer().certificate)), kLetter);
  const Secret none;
  EXPECT_FALSE(encrypt_cms(kLetter, {}, &none));
}

TEST(EnvelopedDataTest, OpensslAgreesInBothDirections) {
  OpensslTool openssl;
  openssl.write("c.pem", lawyer().certificate.to_pem());
  openssl.write("k.pem", lawyer().key.to_pem()->reveal());
  openssl.write("content", kLetter);
  const Certificate recipients[]{lawyer().certificate};
  const Secret passphrase = Secret::copy_of(std::string_view{"abc"});
  openssl.write("ours", encrypt_cms(kLetter, recipients, &passphrase).value());
  ASSERT_TRUE(openssl.run("cms -decrypt -inform DER -in ours -recip c.pem -inkey k.pem -out out"))
      << openssl.output();
  EXPECT_EQ(openssl.read("out"), kLetter);
  ASSERT_TRUE(openssl.run("cms -decrypt -inform DER -in ours -pwri_password abc -out out"))
      << openssl.output();
  EXPECT_EQ(openssl.read("out"), kLetter);

  ASSERT_TRUE(
      openssl.run("cms -encrypt -binary -in content -outform DER -out theirs -aes-256-gcm c.pem"));
  EXPECT_EQ(opened(decrypt_cms(openssl.read("theirs"), lawyer().key, lawyer().certificate)),
            kLetter);
}

TEST(EnvelopedDataTest, RefusesEncryptionWithoutAuthentication) {
  OpensslTool openssl;
  openssl.write("c.pem", lawyer().certificate.to_pem());
  openssl.write("content", kLetter);
  ASSERT_TRUE(
      openssl.run("cms -encrypt -binary -in content -outform DER -out theirs -aes-256-cbc c.pem"));
  EXPECT_EQ(decrypt_cms(openssl.read("theirs"), lawyer().key, lawyer().certificate).error().kind,
            ErrorKind::InvalidInput);
}

}  // namespace
}  // namespace crypto

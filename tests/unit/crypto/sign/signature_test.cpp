// Goal: a signature verifies for one key, one message and one encoding, and for nothing else.

#include "crypto/sign/signature.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/support/openssl_tool.h"

namespace crypto {
namespace {

using base::ErrorKind;
using test_support::OpensslTool;

const base::Bytes kSignedMessage = base::to_bytes("group of pictures 7");

// Made once each: RSA keys take their time.
const PrivateKey& key_of(KeyKind kind) {
  static std::map<KeyKind, PrivateKey> keys;
  const auto found = keys.find(kind);
  return found != keys.end() ? found->second
                             : keys.emplace(kind, PrivateKey::generate(kind).value()).first->second;
}

struct SignatureTest : testing::TestWithParam<KeyKind> {
  const PrivateKey& key = key_of(GetParam());
};

INSTANTIATE_TEST_SUITE_P(EveryKind, SignatureTest,
                         testing::Values(KeyKind::EcP256, KeyKind::EcP384, KeyKind::Rsa3072,
                                         KeyKind::Rsa4096));

TEST_P(SignatureTest, VerifiesForItsMessageAndKeyOnly) {
  const base::Bytes signature = sign(key, kSignedMessage).value();
  EXPECT_TRUE(verify(key.public_key(), kSignedMessage, signature));
  EXPECT_EQ(verify(key.public_key(), base::to_bytes("group of pictures 8"), signature).error().kind,
            ErrorKind::Corrupt);
  if (!is_ec(GetParam())) return;  // of RSA, two of a size would cost seconds
  const auto other = PrivateKey::generate(GetParam()).value();
  EXPECT_FALSE(verify(other.public_key(), kSignedMessage, signature));
}

TEST_P(SignatureTest, EveryFlippedByteIsSeen) {
  const base::Bytes signature = sign(key, kSignedMessage).value();
  for (std::size_t i = 0; i < signature.size(); ++i) {
    base::Bytes flipped = signature;
    flipped[i] ^= 1;
    EXPECT_FALSE(verify(key.public_key(), kSignedMessage, flipped)) << i;
  }
}

TEST_P(SignatureTest, RefusesBytesAfterAndMissing) {
  base::Bytes signature = sign(key, kSignedMessage).value();
  EXPECT_FALSE(verify(key.public_key(), kSignedMessage, {}));
  EXPECT_FALSE(verify(key.public_key(), kSignedMessage,
                      base::ByteView{signature}.first(signature.size() - 1)));
  signature.push_back(0);
  EXPECT_FALSE(verify(key.public_key(), kSignedMessage, signature));
}

TEST_P(SignatureTest, OpensslAgreesInBothDirections) {
  OpensslTool openssl;
  openssl.write("key.pem", key.to_pem()->reveal());
  openssl.write("message", kSignedMessage);
  openssl.write("ours", sign(key, kSignedMessage).value());
  ASSERT_TRUE(openssl.run("pkey -in key.pem -pubout -out pub.pem"));
  const std::string digest = GetParam() == KeyKind::EcP384 ? "-sha384" : "-sha256";
  const auto scheme = [&](const std::string& salt) {
    return is_ec(GetParam())
               ? digest + " "
               : digest + " -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:" + salt + " ";
  };
  EXPECT_TRUE(openssl.run("dgst " + scheme("32") + "-verify pub.pem -signature ours message"))
      << openssl.output();
  for (const char* salt : {"32", "0", "max"}) {
    ASSERT_TRUE(openssl.run("dgst " + scheme(salt) + "-sign key.pem -out theirs message"))
        << openssl.output();
    EXPECT_TRUE(verify(key.public_key(), kSignedMessage, openssl.read("theirs"))) << salt;
  }
}

TEST_P(SignatureTest, ADigestMustHaveTheKeysLength) {
  const base::Bytes digest(digest_bytes(GetParam()), 0x5a);
  const base::Bytes signature = sign_digest(key, digest).value();
  EXPECT_TRUE(verify_digest(key.public_key(), digest, signature));
  const base::Bytes shorter(digest.size() - 1, 0x5a);
  const base::Bytes longer(digest.size() + 1, 0x5a);
  for (const base::Bytes& wrong : {shorter, longer}) {
    EXPECT_EQ(sign_digest(key, wrong).error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(verify_digest(key.public_key(), wrong, signature).error().kind,
              ErrorKind::InvalidInput);
  }
}

TEST(RsaSignatureTest, AnotherKeyDoesNotVerify) {
  const base::Bytes signature = sign(key_of(KeyKind::Rsa3072), kSignedMessage).value();
  EXPECT_FALSE(verify(key_of(KeyKind::Rsa4096).public_key(), kSignedMessage, signature));
}

TEST(RsaSignatureTest, RefusesPkcs1Padding) {
  const PrivateKey& key = key_of(KeyKind::Rsa3072);
  OpensslTool openssl;
  openssl.write("key.pem", key.to_pem()->reveal());
  openssl.write("message", kSignedMessage);
  ASSERT_TRUE(openssl.run("dgst -sha256 -sign key.pem -out old message"));
  EXPECT_FALSE(verify(key.public_key(), kSignedMessage, openssl.read("old")));
}

}  // namespace
}  // namespace crypto

// Goal: a public key has one encoding and one fingerprint, and says when it is weak.

#include "crypto/keys/public_key.h"

#include <gtest/gtest.h>

#include "crypto/keys/private_key.h"
#include "tests/support/openssl_tool.h"

namespace crypto {
namespace {

using test_support::OpensslTool;

TEST(PublicKeyTest, SurvivesItsEncoding) {
  const PublicKey key = PrivateKey::generate(KeyKind::EcP256)->public_key();
  const auto again = PublicKey::from_spki_der(key.to_spki_der());
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, key);
  EXPECT_EQ(again->kind(), KeyKind::EcP256);
  EXPECT_FALSE(again->weak());
}

TEST(PublicKeyTest, FingerprintIsTheSha256OfItsEncoding) {
  const PublicKey key = PrivateKey::generate(KeyKind::EcP256)->public_key();
  OpensslTool openssl;
  openssl.write("spki", key.to_spki_der());
  ASSERT_TRUE(openssl.run("dgst -sha256 -r spki"));
  EXPECT_EQ(openssl.output().substr(0, 64), base::hex(key.fingerprint()));
}

TEST(PublicKeyTest, AcceptsForeignRsa2048AsWeak) {
  OpensslTool openssl;
  ASSERT_TRUE(openssl.run("genrsa -out k.pem 2048"));
  ASSERT_TRUE(openssl.run("pkey -in k.pem -pubout -outform DER -out spki"));
  const auto key = PublicKey::from_spki_der(openssl.read("spki"));
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(key->kind(), KeyKind::Rsa2048);
  EXPECT_TRUE(key->weak());
}

TEST(PublicKeyTest, RefusesAPointOffTheCurve) {
  base::Bytes spki = PrivateKey::generate(KeyKind::EcP256)->public_key().to_spki_der();
  spki.back() ^= 1;
  EXPECT_FALSE(PublicKey::from_spki_der(spki));
}

TEST(PublicKeyTest, RefusesACompressedPoint) {
  OpensslTool openssl;
  ASSERT_TRUE(openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out k.pem"));
  ASSERT_TRUE(openssl.run("ec -in k.pem -pubout -conv_form compressed -outform DER -out spki"));
  const auto key = PublicKey::from_spki_der(openssl.read("spki"));
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().message, "EC key with a compressed point is not supported");
}

TEST(PublicKeyTest, RefusesBytesAroundTheKey) {
  base::Bytes spki = PrivateKey::generate(KeyKind::EcP384)->public_key().to_spki_der();
  spki.push_back(0);
  EXPECT_FALSE(PublicKey::from_spki_der(spki));
  EXPECT_FALSE(PublicKey::from_spki_der({}));
  EXPECT_FALSE(PublicKey::from_spki_der(base::Bytes(kSpkiBytesMax + 1)));
}

}  // namespace
}  // namespace crypto

// Goal: what this code signs in the archive's fixed form verifies, and nothing else does.

#include "storage/chain/archive_signature.h"

#include <gtest/gtest.h>

#include "crypto/keys/key_kind.h"

namespace storage {
namespace {

const base::ByteView kMessage = base::as_bytes("message");

crypto::PrivateKey key_of(crypto::KeyKind kind) {
  return *crypto::PrivateKey::generate(kind);
}

TEST(ArchiveSignatureTest, SignatureHoldsForItsKeyAndMessageOnly) {
  const crypto::PrivateKey key = key_of(crypto::KeyKind::EcP256);
  const auto signature = sign_for_archive(key, kMessage);
  ASSERT_TRUE(signature);
  EXPECT_TRUE(verify_archive_signature(key.public_key(), kMessage, *signature));
  EXPECT_FALSE(verify_archive_signature(key.public_key(), base::as_bytes("other"), *signature));
  const crypto::PrivateKey other = key_of(crypto::KeyKind::EcP256);
  EXPECT_FALSE(verify_archive_signature(other.public_key(), kMessage, *signature));
}

TEST(ArchiveSignatureTest, EveryChangedByteOfASignatureIsRefused) {
  const crypto::PrivateKey key = key_of(crypto::KeyKind::EcP256);
  const Signature signature = *sign_for_archive(key, kMessage);
  for (std::size_t i = 0; i < signature.size(); ++i) {
    Signature changed = signature;
    changed[i] ^= 1;
    EXPECT_FALSE(verify_archive_signature(key.public_key(), kMessage, changed)) << i;
  }
  EXPECT_FALSE(verify_archive_signature(key.public_key(), kMessage, Signature{}));
}

TEST(ArchiveSignatureTest, PointsReadBack) {
  const crypto::PrivateKey key = key_of(crypto::KeyKind::EcP256);
  const auto point = point_of(key.public_key());
  ASSERT_TRUE(point);
  EXPECT_EQ(point->front(), 4);
  EXPECT_EQ(*public_key_of(*point), key.public_key());
  Point off_curve = *point;
  off_curve.back() ^= 1;
  EXPECT_FALSE(public_key_of(off_curve));
  EXPECT_FALSE(public_key_of(Point{}));
}

TEST(ArchiveSignatureTest, KeysOfOtherKindsAreRefused) {
  const crypto::PrivateKey key = key_of(crypto::KeyKind::EcP384);
  EXPECT_FALSE(sign_for_archive(key, kMessage));
  EXPECT_FALSE(point_of(key.public_key()));
  EXPECT_FALSE(verify_archive_signature(key.public_key(), kMessage, Signature{}));
}

}  // namespace
}  // namespace storage

// Goal: a private key comes back for its entry and its public half, under the device's key, and in
// no other way.

#include "appliance/certificates/sealed_key.h"

#include <gtest/gtest.h>

#include "tests/support/filled_id.h"

namespace appliance {
namespace {

using crypto::KeyKind;
using crypto::PrivateKey;
using test_support::filled_id;

class SealedKeyTest : public testing::Test {
 protected:
  bool opens(const base::Id& entry, const crypto::PublicKey& half, const SealedKey& sealed) const {
    const auto key = open_key(device_key_, entry, half, sealed);
    EXPECT_TRUE(!key || key->public_key() == key_.public_key());
    return key.has_value();
  }

  crypto::Secret device_key_ = crypto::Secret::random(32);
  PrivateKey key_ = PrivateKey::generate(KeyKind::EcP384).value();
  SealedKey sealed_ = seal_key(device_key_, filled_id(1), key_).value();
};

TEST_F(SealedKeyTest, ComesBackForItsEntryAndItsPublicHalfOnly) {
  EXPECT_TRUE(opens(filled_id(1), key_.public_key(), sealed_));
  EXPECT_FALSE(opens(filled_id(2), key_.public_key(), sealed_));
  const auto other = PrivateKey::generate(KeyKind::EcP384).value();
  EXPECT_FALSE(opens(filled_id(1), other.public_key(), sealed_));
}

TEST_F(SealedKeyTest, AnotherDeviceOpensNothing) {
  device_key_ = crypto::Secret::random(32);
  EXPECT_FALSE(opens(filled_id(1), key_.public_key(), sealed_));
}

TEST_F(SealedKeyTest, AnyAlteredByteIsNoticed) {
  auto altered = sealed_;
  altered.sealed.back() ^= 1;
  EXPECT_FALSE(opens(filled_id(1), key_.public_key(), altered));
  altered = sealed_;
  altered.salt.front() ^= 1;
  EXPECT_FALSE(opens(filled_id(1), key_.public_key(), altered));
  altered = sealed_;
  altered.sealed.resize(16);
  EXPECT_EQ(open_key(device_key_, filled_id(1), key_.public_key(), altered).error().kind,
            base::ErrorKind::Corrupt);
}

TEST_F(SealedKeyTest, TheSameKeyIsSealedAnewEachTime) {
  const auto again = seal_key(device_key_, filled_id(1), key_).value();
  EXPECT_NE(again.salt, sealed_.salt);
  EXPECT_NE(again.sealed, sealed_.sealed);
}

}  // namespace
}  // namespace appliance

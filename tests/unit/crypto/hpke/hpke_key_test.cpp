// Goal: a key that exists is valid; no other bytes become one.

#include "crypto/hpke/hpke_key.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <algorithm>
#include <type_traits>

#include "tests/support/hex.h"

namespace crypto {
namespace {

using test_support::unhex;

static_assert(!std::is_copy_constructible_v<HpkePrivateKey>);
static_assert(!std::is_default_constructible_v<HpkePublicKey>);

constexpr std::string_view kP256Order =
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
constexpr std::string_view kP256OrderLessOne =
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550";
constexpr std::string_view kP256Field =
    "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
constexpr std::string_view kP256GeneratorX =
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
constexpr std::string_view kP256GeneratorY =
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

base::Bytes p256_point(std::string_view x, std::string_view y) {
  return unhex("04" + std::string{x} + std::string{y});
}

base::Result<HpkePrivateKey> hpke_private_key(std::string_view scalar) {
  return HpkePrivateKey::from(Secret::copy_of(unhex(scalar)));
}

TEST(HpkeKeyTest, ScalarOneIsTheGenerator) {
  base::Bytes one(32);
  one.back() = 1;
  const auto key = HpkePrivateKey::from(Secret::copy_of(one)).value();
  EXPECT_EQ(base::hex(key.public_key().bytes()),
            base::hex(p256_point(kP256GeneratorX, kP256GeneratorY)));
}

TEST(HpkeKeyTest, ScalarLiesBetweenZeroAndTheOrder) {
  EXPECT_FALSE(HpkePrivateKey::from(Secret{32}));
  EXPECT_TRUE(hpke_private_key(kP256OrderLessOne));
  EXPECT_FALSE(hpke_private_key(kP256Order));
  EXPECT_FALSE(HpkePrivateKey::from(Secret::copy_of(base::Bytes(32, 0xff))));
}

TEST(HpkeKeyTest, ScalarHasExactlyItsSize) {
  EXPECT_FALSE(HpkePrivateKey::from(Secret{}));
  EXPECT_FALSE(HpkePrivateKey::from(Secret::copy_of(base::Bytes(31, 1))));
  EXPECT_FALSE(HpkePrivateKey::from(Secret::copy_of(base::Bytes(33, 1))));
}

TEST(HpkeKeyTest, StoredKeyComesBackTheSame) {
  const auto key = HpkePrivateKey::generate().value();
  const auto again = HpkePrivateKey::from(key.to_secret()).value();
  EXPECT_EQ(again.public_key(), key.public_key());
  EXPECT_TRUE(equal_constant_time(again.to_secret().reveal(), key.to_secret().reveal()));
}

TEST(HpkeKeyTest, GeneratedKeysDiffer) {
  EXPECT_NE(HpkePrivateKey::generate()->public_key(), HpkePrivateKey::generate()->public_key());
}

TEST(HpkeKeyTest, DerivedKeysDependOnAllTheirInput) {
  base::Bytes input(32, 5);
  const auto first = HpkePrivateKey::derive_key_pair(Secret::copy_of(input)).value();
  EXPECT_EQ(HpkePrivateKey::derive_key_pair(Secret::copy_of(input))->public_key(),
            first.public_key());
  input.back() ^= 1;
  EXPECT_NE(HpkePrivateKey::derive_key_pair(Secret::copy_of(input))->public_key(),
            first.public_key());
  EXPECT_FALSE(HpkePrivateKey::derive_key_pair(Secret::random(31)));
}

TEST(HpkeKeyTest, BothSidesFindTheSamePoint) {
  const auto a = HpkePrivateKey::generate().value();
  const auto b = HpkePrivateKey::generate().value();
  EXPECT_TRUE(equal_constant_time(a.shared_point(b.public_key()).value().reveal(),
                                  b.shared_point(a.public_key()).value().reveal()));
}

TEST(HpkeKeyTest, PointIsTakenOnlyWhenOnTheCurve) {
  const base::Bytes good = p256_point(kP256GeneratorX, kP256GeneratorY);
  EXPECT_EQ(base::hex(HpkePublicKey::from_bytes(good)->bytes()), base::hex(good));
  ERR_clear_error();
  for (std::size_t i = 1; i < good.size(); ++i) {
    base::Bytes bad = good;
    bad[i] ^= 1;
    const auto key = HpkePublicKey::from_bytes(bad);
    ASSERT_FALSE(key) << i;
    EXPECT_EQ(key.error().kind, base::ErrorKind::InvalidInput);
  }
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(HpkeKeyTest, CoordinatesBeyondTheFieldAreRefused) {
  EXPECT_FALSE(HpkePublicKey::from_bytes(p256_point(kP256Field, kP256GeneratorY)));
  EXPECT_FALSE(HpkePublicKey::from_bytes(p256_point(kP256GeneratorX, kP256Field)));
  EXPECT_FALSE(HpkePublicKey::from_bytes(
      p256_point("0000000000000000000000000000000000000000000000000000000000000000",
                 "0000000000000000000000000000000000000000000000000000000000000000")));
}

TEST(HpkeKeyTest, OnlyTheUncompressedFormIsTaken) {
  EXPECT_FALSE(HpkePublicKey::from_bytes({}));
  EXPECT_FALSE(HpkePublicKey::from_bytes(base::Bytes{0}));  // infinity
  EXPECT_FALSE(HpkePublicKey::from_bytes(unhex("03" + std::string{kP256GeneratorX})));
  base::Bytes hybrid = p256_point(kP256GeneratorX, kP256GeneratorY);
  hybrid[0] = 0x07;
  EXPECT_FALSE(HpkePublicKey::from_bytes(hybrid));
  base::Bytes longer = p256_point(kP256GeneratorX, kP256GeneratorY);
  longer.push_back(0);
  EXPECT_FALSE(HpkePublicKey::from_bytes(longer));
  longer.resize(64);
  EXPECT_FALSE(HpkePublicKey::from_bytes(longer));
}

}  // namespace
}  // namespace crypto

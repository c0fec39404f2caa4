// Goal: keys from passphrases as published, from every byte of their input, within bounds.
// Vectors: RFC 9106 section 5.3; the published SHA-512 counterparts of RFC 6070.

#include "crypto/password/derive_key.h"

#include <gtest/gtest.h>

#include "crypto/password/argon2id.h"
#include "crypto/password/pbkdf2.h"

namespace crypto {
namespace {

constexpr Argon2idCost kCheapArgon2{.memory_kib = 64, .passes = 1, .lanes = 1};
constexpr Pbkdf2Cost kCheapPbkdf2{.iterations = 2};
const base::Bytes kTestSalt(kPasswordSaltBytes, 7);

std::string argon2_hex(base::ByteView password, base::ByteView salt, const Argon2idCost& cost) {
  return base::hex(detail::argon2id({password, salt, {}, {}}, cost, 32).value().reveal());
}

TEST(DeriveKeyTest, Argon2idAnswersAsPublished) {
  const base::Bytes password(32, 1);
  const base::Bytes salt(16, 2);
  const base::Bytes secret(8, 3);
  const base::Bytes associated_data(12, 4);
  const auto tag = detail::argon2id({password, salt, secret, associated_data},
                                    {.memory_kib = 32, .passes = 3, .lanes = 4}, 32);
  EXPECT_EQ(base::hex(tag.value().reveal()),
            "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
}

TEST(DeriveKeyTest, Pbkdf2AnswersAsPublished) {
  const base::ByteView password = base::as_bytes("password");
  const base::ByteView salt = base::as_bytes("salt");
  EXPECT_EQ(base::hex(detail::pbkdf2_sha512(password, salt, {1}, 64).value().reveal()),
            "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252"
            "c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce");
  EXPECT_EQ(base::hex(detail::pbkdf2_sha512(password, salt, {2}, 64).value().reveal()),
            "e1d9c16aa681708a45f5c7c4e215ceb66e011a2e9f0040713f18aefdb866d53c"
            "f76cab2868a39b9f7840edce4fef5a82be67335c77a6068e04112754f27ccf4e");
  EXPECT_EQ(base::hex(detail::pbkdf2_sha512(password, salt, {4096}, 64).value().reveal()),
            "d197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5"
            "143f30602641b3d55cd335988cb36b84376060ecd532e039b742a239434af2d5");
}

TEST(DeriveKeyTest, EachCostUsesItsOwnAlgorithm) {
  const Secret passphrase = Secret::copy_of(std::string_view{"correct horse"});
  EXPECT_EQ(base::hex(derive_key(passphrase, kTestSalt, kCheapArgon2).value().reveal()),
            argon2_hex(passphrase.reveal(), kTestSalt, kCheapArgon2));
  EXPECT_EQ(base::hex(derive_key(passphrase, kTestSalt, kCheapPbkdf2).value().reveal()),
            base::hex(detail::pbkdf2_sha512(passphrase.reveal(), kTestSalt, kCheapPbkdf2, 32)
                          .value()
                          .reveal()));
}

TEST(DeriveKeyTest, EveryParameterMatters) {
  const base::ByteView password = base::as_bytes("p");
  const std::string key = argon2_hex(password, kTestSalt, kCheapArgon2);
  EXPECT_NE(argon2_hex(password, base::Bytes(kPasswordSaltBytes, 8), kCheapArgon2), key);
  EXPECT_NE(argon2_hex(password, kTestSalt, {.memory_kib = 72, .passes = 1, .lanes = 1}), key);
  EXPECT_NE(argon2_hex(password, kTestSalt, {.memory_kib = 64, .passes = 2, .lanes = 1}), key);
  EXPECT_NE(argon2_hex(password, kTestSalt, {.memory_kib = 64, .passes = 1, .lanes = 2}), key);
}

TEST(DeriveKeyTest, SizesOutOfBoundsAreRefused) {
  const PasswordCost cost = kCheapPbkdf2;
  const Secret one = Secret::copy_of(std::string_view{"x"});
  EXPECT_FALSE(derive_key(Secret{}, kTestSalt, cost));
  EXPECT_TRUE(derive_key(one, kTestSalt, cost));
  EXPECT_TRUE(derive_key(Secret{kPasswordBytesMax}, kTestSalt, cost));
  EXPECT_FALSE(derive_key(Secret{kPasswordBytesMax + 1}, kTestSalt, cost));
  EXPECT_FALSE(derive_key(one, base::Bytes(kPasswordSaltBytesMin - 1), cost));
  EXPECT_TRUE(derive_key(one, base::Bytes(kPasswordSaltBytesMin), cost));
  EXPECT_TRUE(derive_key(one, base::Bytes(kPasswordSaltBytesMax), cost));
  EXPECT_FALSE(derive_key(one, base::Bytes(kPasswordSaltBytesMax + 1), cost));
  EXPECT_FALSE(derive_key(one, kTestSalt, cost, kDerivedKeyBytesMin - 1));
  EXPECT_TRUE(derive_key(one, kTestSalt, cost, kDerivedKeyBytesMin));
  EXPECT_TRUE(derive_key(one, kTestSalt, cost, kDerivedKeyBytesMax));
  EXPECT_FALSE(derive_key(one, kTestSalt, cost, kDerivedKeyBytesMax + 1));
}

TEST(PasswordCostTest, BothSidesOfEachLimit) {
  const auto argon2_ok = [](std::uint32_t memory_kib, std::uint32_t passes, std::uint32_t lanes) {
    return check_cost(Argon2idCost{memory_kib, passes, lanes}).has_value();
  };
  EXPECT_TRUE(check_cost(Argon2idCost{}));
  EXPECT_TRUE(argon2_ok(kArgon2MemoryKibMax, 4, 1));
  EXPECT_FALSE(argon2_ok(kArgon2MemoryKibMax, 5, 1));  // memory times passes
  EXPECT_FALSE(argon2_ok(kArgon2MemoryKibMax + 1, 1, 1));
  EXPECT_FALSE(argon2_ok(0xffffffff, 0xffffffff, 1));
  EXPECT_TRUE(argon2_ok(8, 1, 1));
  EXPECT_FALSE(argon2_ok(7, 1, 1));
  EXPECT_TRUE(argon2_ok(8 * kArgon2LanesMax, 1, kArgon2LanesMax));
  EXPECT_FALSE(argon2_ok(8 * kArgon2LanesMax - 1, 1, kArgon2LanesMax));
  EXPECT_FALSE(argon2_ok(1024, 1, kArgon2LanesMax + 1));
  EXPECT_FALSE(argon2_ok(1024, 1, 0));
  EXPECT_FALSE(argon2_ok(1024, 0, 1));
  EXPECT_TRUE(argon2_ok(1024, kArgon2PassesMax, 1));
  EXPECT_FALSE(argon2_ok(1024, kArgon2PassesMax + 1, 1));
  EXPECT_TRUE(check_cost(Pbkdf2Cost{}));
  EXPECT_FALSE(check_cost(Pbkdf2Cost{0}));
  EXPECT_TRUE(check_cost(Pbkdf2Cost{1}));
  EXPECT_TRUE(check_cost(Pbkdf2Cost{kPbkdf2IterationsMax}));
  EXPECT_FALSE(check_cost(Pbkdf2Cost{kPbkdf2IterationsMax + 1}));
}

}  // namespace
}  // namespace crypto

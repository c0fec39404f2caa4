// Goal: exactly the password that was set verifies, byte for byte (R022), and what is stored tells
// no one what it was (R055).

#include "crypto/password/password_hash.h"

#include <gtest/gtest.h>

namespace crypto {
namespace {

Secret typed(std::string_view text) {
  return Secret::copy_of(text);
}

class PasswordHashTest : public testing::TestWithParam<PasswordCost> {
 protected:
  PasswordHash make(std::string_view password) {
    return PasswordHash::make(typed(password), GetParam()).value();
  }
  static bool denied(const PasswordHash& hash, std::string_view password) {
    const auto verified = hash.verify(typed(password));
    return !verified && verified.error().kind == base::ErrorKind::Denied;
  }
};

TEST_P(PasswordHashTest, OnlyThePasswordVerifies) {
  const PasswordHash hash = make("Tr0ub4dor&3");
  EXPECT_TRUE(hash.verify(typed("Tr0ub4dor&3")));
  for (const char* other : {"tr0ub4dor&3", "Tr0ub4dor&3 ", " Tr0ub4dor&3", "Tr0ub4dor&", ""}) {
    EXPECT_TRUE(denied(hash, other)) << other;
  }
}

TEST_P(PasswordHashTest, AnyByteCountsAlsoZero) {
  const std::string_view with_zero{"a\0b", 3};
  const PasswordHash hash = make(with_zero);
  EXPECT_TRUE(hash.verify(typed(with_zero)));
  EXPECT_TRUE(denied(hash, "a"));
  EXPECT_TRUE(denied(hash, std::string_view{"a\0c", 3}));
  // The same letter composed and decomposed: two passwords, not one.
  EXPECT_TRUE(denied(make("\xc3\xa9"), "e\xcc\x81"));
  EXPECT_TRUE(make("\xff\xfe\x80").verify(typed("\xff\xfe\x80")));
}

TEST_P(PasswordHashTest, LongPasswordsCountToTheirLastByte) {
  const std::string longest(kPasswordBytesMax, 'x');
  const PasswordHash hash = make(longest);
  EXPECT_TRUE(hash.verify(typed(longest)));
  std::string other = longest;
  other.back() = 'y';
  EXPECT_TRUE(denied(hash, other));
  EXPECT_TRUE(denied(hash, longest.substr(1)));
  EXPECT_TRUE(denied(hash, longest + 'x'));
  EXPECT_FALSE(PasswordHash::make(typed(longest + 'x'), GetParam()));
}

TEST_P(PasswordHashTest, EmptyPasswordCannotBeSet) {
  EXPECT_FALSE(PasswordHash::make(Secret{}, GetParam()));
}

TEST_P(PasswordHashTest, StoredTextVerifiesAgain) {
  const std::string stored = make("password").to_phc();
  const PasswordHash hash = PasswordHash::from_phc(stored).value();
  EXPECT_TRUE(hash.verify(typed("password")));
  EXPECT_TRUE(denied(hash, "Password"));
  EXPECT_EQ(hash.to_phc(), stored);
}

TEST_P(PasswordHashTest, SamePasswordIsNeverStoredTheSame) {
  EXPECT_NE(make("password").to_phc(), make("password").to_phc());
}

TEST_P(PasswordHashTest, ChangedHashDoesNotVerify) {
  PhcHash parts = parse_phc(make("password").to_phc()).value();
  parts.hash.back() ^= 1;
  EXPECT_TRUE(denied(PasswordHash::from_phc(format_phc(parts)).value(), "password"));
  parts.hash.back() ^= 1;
  parts.salt.front() ^= 1;
  EXPECT_TRUE(denied(PasswordHash::from_phc(format_phc(parts)).value(), "password"));
}

TEST_P(PasswordHashTest, DecoyFitsNoPassword) {
  const PasswordHash decoy = PasswordHash::decoy(GetParam());
  EXPECT_TRUE(denied(decoy, "password"));
  EXPECT_FALSE(decoy.needs_rehash(GetParam()));
}

TEST_P(PasswordHashTest, AnotherCostAsksForARehash) {
  const PasswordHash hash = make("password");
  EXPECT_FALSE(hash.needs_rehash(GetParam()));
  EXPECT_TRUE(hash.needs_rehash(Argon2idCost{.memory_kib = 65, .passes = 1}));
  EXPECT_TRUE(hash.needs_rehash(Pbkdf2Cost{999}));
}

TEST_P(PasswordHashTest, ShortOldHashAsksForARehash) {
  const PhcHash old{GetParam(), base::Bytes(8, 1), base::Bytes(32, 2)};
  EXPECT_TRUE(PasswordHash::from_phc(format_phc(old))->needs_rehash(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Algorithms, PasswordHashTest,
                         testing::Values(PasswordCost{Argon2idCost{.memory_kib = 64, .passes = 1}},
                                         PasswordCost{Pbkdf2Cost{.iterations = 10}}));

TEST(PasswordHashPeerTest, ReadsWhatTheReferenceToolWrites) {
  // echo -n password | argon2 somesalt -id -t 2 -k 256 -p 1 -l 32 -e
  const auto hash = PasswordHash::from_phc(
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$"
      "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4");
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->verify(Secret::copy_of(std::string_view{"password"})));
  EXPECT_FALSE(hash->verify(Secret::copy_of(std::string_view{"passwore"})));
}

TEST(PasswordHashPeerTest, CostOutOfBoundsIsRefused) {
  EXPECT_FALSE(PasswordHash::make(Secret::copy_of(std::string_view{"password"}),
                                  Argon2idCost{.memory_kib = kArgon2MemoryKibMax + 1}));
}

}  // namespace
}  // namespace crypto

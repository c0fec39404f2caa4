// Goal: one text for each hash, and nothing a database may hold costs us more than the bounds.

#include "crypto/password/phc_format.h"

#include <gtest/gtest.h>

namespace crypto {
namespace {

const std::string kPhcSalt = "AAECAwQFBgcICQoLDA0ODw";                       // 16 bytes
const std::string kPhcHash = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";  // 32 bytes
const std::string kPhcTail = "$" + kPhcSalt + "$" + kPhcHash;
const std::string kPhcArgon2 = "$argon2id$v=19$m=65536,t=3,p=1" + kPhcTail;
const std::string kPhcPbkdf2 = "$pbkdf2-sha512$i=210000" + kPhcTail;

TEST(PhcFormatTest, ReadsBothAlgorithms) {
  const PhcHash argon2 = parse_phc(kPhcArgon2).value();
  EXPECT_EQ(argon2.cost, PasswordCost{Argon2idCost{}});
  EXPECT_EQ(base::hex(argon2.salt), "000102030405060708090a0b0c0d0e0f");
  EXPECT_EQ(argon2.hash.size(), 32U);
  EXPECT_EQ(parse_phc(kPhcPbkdf2)->cost, PasswordCost{Pbkdf2Cost{}});
}

TEST(PhcFormatTest, PrintsWhatItRead) {
  EXPECT_EQ(format_phc(parse_phc(kPhcArgon2).value()), kPhcArgon2);
  EXPECT_EQ(format_phc(parse_phc(kPhcPbkdf2).value()), kPhcPbkdf2);
}

TEST(PhcFormatTest, EverySaltAndHashSizeWithinBoundsComesBack) {
  for (std::size_t salt = 0; salt <= 70; ++salt) {
    const PhcHash hash{Pbkdf2Cost{}, base::Bytes(salt, 1), base::Bytes(32, 2)};
    EXPECT_EQ(parse_phc(format_phc(hash)).has_value(), salt >= 8 && salt <= 64) << salt;
  }
  for (std::size_t size = 0; size <= 70; ++size) {
    const PhcHash hash{Argon2idCost{}, base::Bytes(16, 1), base::Bytes(size, 2)};
    const auto parsed = parse_phc(format_phc(hash));
    ASSERT_EQ(parsed.has_value(), size >= 16 && size <= 64) << size;
    if (parsed) {
      EXPECT_EQ(*parsed, hash);
    }
  }
}

TEST(PhcFormatTest, EveryPrefixIsRefused) {
  for (std::size_t size = 0; size < kPhcArgon2.size() - 22; ++size) {
    EXPECT_FALSE(parse_phc(kPhcArgon2.substr(0, size))) << size;
  }
}

TEST(PhcFormatTest, HostileParametersAreRefusedUnpaid) {
  for (const char* parameters :
       {"m=104857600,t=3,p=1", "m=4294967295,t=4294967295,p=1", "m=4294967296,t=1,p=1",
        "m=1048576,t=64,p=1", "m=65536,t=0,p=1", "m=65536,t=3,p=0", "m=0,t=3,p=1",
        "m=65536,t=3,p=255", "m=99999999999999999999,t=3,p=1"}) {
    EXPECT_FALSE(parse_phc("$argon2id$v=19$" + std::string{parameters} + kPhcTail)) << parameters;
  }
  EXPECT_FALSE(parse_phc("$pbkdf2-sha512$i=4294967295" + kPhcTail));
  EXPECT_FALSE(parse_phc("$pbkdf2-sha512$i=0" + kPhcTail));
}

TEST(PhcFormatTest, OtherSpellingsAreRefused) {
  for (const char* start : {"$argon2id$v=19$m=065536,t=3,p=1",
                            "$argon2id$v=19$m=+65536,t=3,p=1",
                            "$argon2id$v=19$m= 65536,t=3,p=1",
                            "$argon2id$v=19$m=-1,t=3,p=1",
                            "$argon2id$v=19$m=,t=3,p=1",
                            "$argon2id$v=19$t=3,m=65536,p=1",
                            "$argon2id$v=19$m=65536,t=3,p=1,x=1",
                            "$argon2id$v=19$m=65536,t=3",
                            "$argon2id$v=16$m=65536,t=3,p=1",
                            "$argon2id$m=65536,t=3,p=1",
                            "$argon2i$v=19$m=65536,t=3,p=1",
                            "$argon2d$v=19$m=65536,t=3,p=1",
                            "$ARGON2ID$v=19$m=65536,t=3,p=1",
                            "argon2id$v=19$m=65536,t=3,p=1",
                            "$argon2id$v=19$m=65536,t=3,p=1 ",
                            "$pbkdf2-sha256$i=210000",
                            "$pbkdf2-sha512$i=0210000",
                            "$pbkdf2-sha512$210000",
                            "$2b$12",
                            ""}) {
    EXPECT_FALSE(parse_phc(start + kPhcTail)) << start;
  }
}

TEST(PhcFormatTest, OtherBase64IsRefused) {
  const std::string start = "$argon2id$v=19$m=65536,t=3,p=1$";
  EXPECT_TRUE(parse_phc(start + kPhcSalt + "$" + kPhcHash));
  EXPECT_FALSE(parse_phc(start + kPhcSalt + "==$" + kPhcHash));
  EXPECT_FALSE(parse_phc(start + kPhcSalt + "$" + kPhcHash + "="));
  EXPECT_FALSE(parse_phc(start + kPhcSalt + "$" + kPhcHash + "$"));
  EXPECT_FALSE(parse_phc(start + kPhcSalt + "$" + kPhcHash + "\n"));
  EXPECT_FALSE(parse_phc(start + kPhcSalt.substr(0, 21) + "x$" + kPhcHash));  // spare bits set
  EXPECT_FALSE(parse_phc(start + kPhcSalt + "AAA$" + kPhcHash));          // a length no bytes have
  EXPECT_FALSE(parse_phc(start + "-_ECAwQFBgcICQoLDA0ODw$" + kPhcHash));  // the other alphabet
  EXPECT_FALSE(parse_phc(start + kPhcSalt + std::string("\0", 1) + "$" + kPhcHash));
}

TEST(PhcFormatTest, LongTextIsRefusedUnread) {
  EXPECT_FALSE(parse_phc(kPhcArgon2 + std::string(1 << 20, 'A')));
}

}  // namespace
}  // namespace crypto

// Goal: HMAC-SHA-256 as in RFC 4231, and codes that differ anywhere are refused.

#include "crypto/hash/hmac.h"

#include <gtest/gtest.h>

namespace crypto {
namespace {

TEST(HmacTest, AnswersAsPublished) {
  const Secret first = Secret::copy_of(base::Bytes(20, 0x0b));
  EXPECT_EQ(base::hex(hmac_sha256(first, base::as_bytes("Hi There"))),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  const Secret second = Secret::copy_of(std::string_view{"Jefe"});
  EXPECT_EQ(base::hex(hmac_sha256(second, base::as_bytes("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  const Secret longer_than_a_block = Secret::copy_of(base::Bytes(131, 0xaa));
  EXPECT_EQ(base::hex(hmac_sha256(
                longer_than_a_block,
                base::as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacTest, EmptyKeyAndMessageHaveACode) {
  EXPECT_EQ(base::hex(hmac_sha256(Secret{}, {})),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(HmacTest, VerifyRefusesEveryOtherCode) {
  const Secret key = Secret::copy_of(std::string_view{"key"});
  const base::ByteView message = base::as_bytes("message");
  Sha256Digest code = hmac_sha256(key, message);
  EXPECT_TRUE(verify_hmac_sha256(key, message, code));
  for (std::uint8_t& byte : code) {
    byte ^= 1;
    EXPECT_FALSE(verify_hmac_sha256(key, message, code));
    byte ^= 1;
  }
  EXPECT_FALSE(verify_hmac_sha256(key, message, base::ByteView{code}.first(31)));
  EXPECT_FALSE(verify_hmac_sha256(key, message, {}));
  EXPECT_FALSE(verify_hmac_sha256(Secret{3}, message, code));
}

}  // namespace
}  // namespace crypto

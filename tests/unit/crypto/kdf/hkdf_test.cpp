// Goal: HKDF-SHA-256 as in RFC 5869 appendix A, within its limits.

#include "crypto/kdf/hkdf.h"

#include <gtest/gtest.h>

namespace crypto {
namespace {

base::Bytes counting_bytes(unsigned first, unsigned last) {
  base::Bytes bytes;
  for (unsigned value = first; value <= last; ++value) {
    bytes.push_back(static_cast<std::uint8_t>(value));
  }
  return bytes;
}

struct HkdfCase {
  base::Bytes input_key, salt, info;
  std::string_view extracted, output;
};

const HkdfCase kHkdfCases[] = {
    {base::Bytes(22, 0x0b), counting_bytes(0x00, 0x0c), counting_bytes(0xf0, 0xf9),
     "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
     "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
    {counting_bytes(0x00, 0x4f), counting_bytes(0x60, 0xaf), counting_bytes(0xb0, 0xff),
     "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
     "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
     "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
     "cc30c58179ec3e87c14c01d5c1f3434f1d87"},
    {base::Bytes(22, 0x0b),
     {},
     {},
     "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
     "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
     "9d201395faa4b61a96c8"},
};

TEST(HkdfTest, AnswersAsPublished) {
  for (const HkdfCase& one : kHkdfCases) {
    const Secret extracted = hkdf_extract(one.salt, one.input_key).value();
    EXPECT_EQ(base::hex(extracted.reveal()), one.extracted);
    const std::size_t size = one.output.size() / 2;
    EXPECT_EQ(base::hex(hkdf_expand(extracted.reveal(), one.info, size).value().reveal()),
              one.output);
    EXPECT_EQ(base::hex(hkdf(one.salt, one.input_key, one.info, size).value().reveal()),
              one.output);
  }
}

TEST(HkdfTest, GivesOneByteToItsMaximumAndNothingElse) {
  const base::Bytes key(32, 1);
  EXPECT_FALSE(hkdf_expand(key, {}, 0));
  EXPECT_EQ(hkdf_expand(key, {}, 1).value().size(), 1U);
  EXPECT_EQ(hkdf_expand(key, {}, kHkdfOutputBytesMax).value().size(), kHkdfOutputBytesMax);
  const auto more = hkdf_expand(key, {}, kHkdfOutputBytesMax + 1);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().kind, base::ErrorKind::InvalidInput);
}

TEST(HkdfTest, InfoCountsUpToItsLimit) {
  const base::Bytes key(32, 1);
  base::Bytes info(kHkdfInfoBytesMax, 2);
  const Secret first = hkdf_expand(key, info, 32).value();
  info.back() ^= 1;
  EXPECT_FALSE(equal_constant_time(first.reveal(), hkdf_expand(key, info, 32).value().reveal()));
  info.push_back(0);
  EXPECT_FALSE(hkdf_expand(key, info, 32));
}

TEST(HkdfTest, EmptyInputKeyIsAKeyLikeAnyOther) {
  EXPECT_EQ(hkdf_extract({}, {}).value().size(), kHkdfKeyBytes);
}

}  // namespace
}  // namespace crypto

// Goal: text forms of bytes are read back exactly, and no second spelling is accepted.

#include "base/bytes.h"

#include <gtest/gtest.h>

#include "base/byte_order.h"
#include "base/random_id.h"

namespace base {
namespace {

TEST(BytesTest, HexReadsBackWhatItPrinted) {
  const Bytes bytes{0x00, 0x7f, 0x80, 0xff};
  EXPECT_EQ(hex(bytes), "007f80ff");
  EXPECT_EQ(*from_hex("007F80ff"), bytes);
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0g"));
}

TEST(BytesTest, Base64MatchesTheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : vectors) {
    EXPECT_EQ(base64(as_bytes(plain)), text);
    EXPECT_EQ(*from_base64(text), to_bytes(plain));
  }
}

TEST(BytesTest, Base64RefusesEverythingButTheCanonicalForm) {
  for (const char* text :
       {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zm 9v", "Zg==Zg==", "Zm9v\n"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

TEST(BytesTest, IntegersAreBigEndianAndReadBack) {
  ByteWriter writer;
  writer.put(std::uint8_t{1});
  writer.put(std::uint16_t{0x0203});
  writer.put(std::uint64_t{0x0405060708090a0b});
  EXPECT_EQ(hex(writer.view()), "0102030405060708090a0b");

  ByteReader reader{writer.view()};
  EXPECT_EQ(reader.get<std::uint8_t>(), 1);
  EXPECT_EQ(reader.get<std::uint16_t>(), 0x0203);
  EXPECT_EQ(reader.get<std::uint64_t>(), 0x0405060708090a0bU);
  EXPECT_FALSE(reader.failed());
}

TEST(BytesTest, ReaderThatRanShortStaysFailed) {
  const Bytes bytes{1, 2, 3};
  ByteReader reader{bytes};
  EXPECT_EQ(reader.get<std::uint32_t>(), 0U);
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(reader.get<std::uint8_t>(), 0);
  EXPECT_EQ(reader.remaining(), 0U);
}

TEST(RandomIdTest, IdsReadBackAndDiffer) {
  KernelIdSource source;
  const Id id = source.next();
  EXPECT_EQ(*parse_id(to_string(id)), id);
  EXPECT_NE(source.next(), id);
}

TEST(RandomIdTest, OnlyThirtyTwoLowerCaseDigitsAreAnId) {
  EXPECT_TRUE(parse_id("00112233445566778899aabbccddeeff"));
  for (const char* text :
       {"", "00112233445566778899aabbccddeef", "00112233445566778899AABBCCDDEEFF",
        "00112233445566778899aabbccddeeff0", "0011223344556677-899aabbccddeeff"}) {
    EXPECT_FALSE(parse_id(text)) << text;
  }
}

}  // namespace
}  // namespace base

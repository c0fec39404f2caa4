// Goal: the frame of signed logs reads back, and commits end on blocks.

#include "storage/chain/signed_log_format.h"

#include <gtest/gtest.h>

#include "tests/support/filled_id.h"

namespace storage {
namespace {

using test_support::filled_id;

LogHeader chain_header() {
  return {LogType::Chain, 155'486, filled_id(1), filled_id(2), filled_id(3)};
}

LineHeader sample_line_header() {
  return {.kind = 1,
          .fill = 10,
          .body_bytes = 5,
          .number = 7,
          .time = {8},
          .signing_key = filled_id(4)};
}

TEST(SignedLogFormatTest, LogHeaderReadsBack) {
  const LogHeader locks{LogType::Locks, 0, filled_id(1), filled_id(2), {}};
  for (const LogHeader& header : {chain_header(), locks}) {
    EXPECT_EQ(*parse_log_header(marshal(header)), header);
  }
  EXPECT_EQ(base::hex(base::ByteView{marshal(chain_header())}.first(16)),
            "435553544c4f470a0001000100025f5e");
}

TEST(SignedLogFormatTest, OnlyChainLogsBelongToACameraAndDay) {
  const auto accepted = [](auto&& change) {
    LogHeader header = chain_header();
    change(header);
    return parse_log_header(marshal(header)).has_value();
  };
  EXPECT_FALSE(accepted([](LogHeader& h) { h.day = 0; }));
  EXPECT_FALSE(accepted([](LogHeader& h) { h.camera = {}; }));
  EXPECT_FALSE(accepted([](LogHeader& h) { h.day = base::kDayMax + 1; }));
  EXPECT_FALSE(accepted([](LogHeader& h) { h.type = LogType::Signers; }));
  EXPECT_FALSE(accepted([](LogHeader& h) { h.type = LogType{4}; }));
}

TEST(SignedLogFormatTest, LogOfAnotherFormatIsToldFromDamage) {
  base::Bytes bytes = marshal(chain_header());
  bytes[9] = 2;
  EXPECT_EQ(parse_log_header(bytes).error().kind, base::ErrorKind::InvalidInput);
}

TEST(SignedLogFormatTest, LineReadsBack) {
  const base::Bytes body{1, 2, 3, 4, 5};
  Line line{.header = sample_line_header(), .body = body};
  line.signature.fill(6);
  line.link.fill(7);
  base::Bytes bytes = marshal(line);
  EXPECT_EQ(bytes.size(), line_bytes(line.header));
  bytes.push_back(0x99);  // the next line
  const auto parsed = parse_line(bytes);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->header, line.header);
  EXPECT_EQ(marshal(*parsed), marshal(line));
  for (std::size_t size = 0; size < bytes.size() - 1; ++size) {
    EXPECT_FALSE(parse_line(base::ByteView{bytes}.first(size))) << size;
  }
  bytes[kLineHeaderBytes + 5] = 1;  // fill
  EXPECT_FALSE(parse_line(bytes));
}

TEST(SignedLogFormatTest, LineHeaderHasLimits) {
  const auto accepted = [](auto&& change) {
    LineHeader header = sample_line_header();
    change(header);
    const auto parsed = parse_line_header(marshal(header));
    return parsed && *parsed == header;
  };
  EXPECT_TRUE(accepted([](LineHeader& h) { h.body_bytes = kLineBodyBytesMax; }));
  EXPECT_FALSE(accepted([](LineHeader& h) { h.body_bytes = kLineBodyBytesMax + 1; }));
  EXPECT_TRUE(accepted([](LineHeader& h) { h.fill = 4095; }));
  EXPECT_FALSE(accepted([](LineHeader& h) { h.fill = 4096; }));
  EXPECT_FALSE(accepted([](LineHeader& h) { h.number = 0; }));
  EXPECT_FALSE(accepted([](LineHeader& h) { h.kind = 0; }));
}

TEST(SignedLogFormatTest, TheLastLineOfACommitEndsOnABlock) {
  for (std::uint64_t position = 64; position < 64 + 2 * kBlockBytes; ++position) {
    const std::uint16_t fill = line_fill(position, 33);
    EXPECT_LT(fill, kBlockBytes);
    EXPECT_EQ((position + kLineOverheadBytes + 33 + fill) % kBlockBytes, 0U);
  }
}

}  // namespace
}  // namespace storage

// Goal: lines of chain and signers logs read back, and impossible ones are refused.

#include "storage/chain/chain_line_format.h"

#include <gtest/gtest.h>

#include "tests/support/filled_id.h"

namespace storage {
namespace {

using test_support::filled_id;

Tombstone sample_tombstone() {
  Tombstone tombstone{.segment = filled_id(1),
                      .stream = backfill_of(StreamId::Sub),
                      .reason = DeletionReason::Order,
                      .state = SegmentState::Unterminated,
                      .records = 900,
                      .sequence = 12,
                      .from = {100},
                      .to = {200},
                      .disk_bytes = 1'000'000,
                      .due = {300},
                      .order = filled_id(2),
                      .actor = "alice"};
  tombstone.chain_in.fill(3);
  tombstone.chain_out.fill(4);
  tombstone.header_digest.fill(5);
  return tombstone;
}

bool accepted(const Tombstone& tombstone) {
  const auto parsed = parse_tombstone(marshal(tombstone));
  return parsed && *parsed == tombstone;
}

TEST(ChainLineFormatTest, TombstoneStandsAsThePageSaysAndReadsBack) {
  EXPECT_TRUE(accepted(sample_tombstone()));
  const base::Bytes bytes = marshal(sample_tombstone());
  EXPECT_EQ(base::hex(base::ByteView{bytes}.subspan(16, 8)), "8001030200000384");
  EXPECT_EQ(bytes[64], 3);
  EXPECT_EQ(bytes[96], 4);
  EXPECT_EQ(bytes[128], 5);
  EXPECT_EQ(bytes[160], 2);
  EXPECT_EQ(base::as_text(base::ByteView{bytes}.subspan(178)), "alice");
}

TEST(ChainLineFormatTest, TombstoneNamesAnActor) {
  Tombstone tombstone = sample_tombstone();
  tombstone.actor = std::string(kActorBytesMax, 'x');
  EXPECT_TRUE(accepted(tombstone));
  base::Bytes bytes = marshal(tombstone);
  bytes.push_back('x');
  ++bytes[177];
  EXPECT_FALSE(parse_tombstone(bytes));
  bytes.resize(178);
  bytes[177] = 0;
  EXPECT_FALSE(parse_tombstone(bytes));
}

TEST(ChainLineFormatTest, ImpossibleTombstonesAreRefused) {
  const auto changed = [](auto&& change) {
    Tombstone tombstone = sample_tombstone();
    change(tombstone);
    return accepted(tombstone);
  };
  EXPECT_FALSE(changed([](Tombstone& t) { t.stream = StreamId{16}; }));
  EXPECT_FALSE(changed([](Tombstone& t) { t.reason = DeletionReason{}; }));
  EXPECT_FALSE(changed([](Tombstone& t) { t.state = SegmentState{}; }));
  EXPECT_FALSE(changed([](Tombstone& t) { t.sequence = 0; }));
}

TEST(ChainLineFormatTest, DroppedReadsBack) {
  Dropped dropped{.day = 155'000, .log = filled_id(1), .stream = StreamId::Sub, .sequence = 9};
  dropped.last_link.fill(2);
  dropped.chain_out.fill(3);
  base::Bytes bytes = marshal(dropped);
  ASSERT_EQ(bytes.size(), 104U);
  EXPECT_EQ(*parse_dropped(bytes), dropped);
  bytes[63] = 1;
  EXPECT_FALSE(parse_dropped(bytes));
  dropped.day = base::kDayMax + 1;
  EXPECT_FALSE(parse_dropped(marshal(dropped)));
}

TEST(ChainLineFormatTest, SignerReadsBackWithAndWithoutACertificate) {
  Signer signer{.key = filled_id(1), .previous = filled_id(2), .from = {3}};
  signer.public_key.fill(4);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kCertificateBytesMax}) {
    signer.certificate.assign(size, 0x30);
    EXPECT_EQ(*parse_signer(marshal(signer)), signer);
  }
  base::Bytes bytes = marshal(signer);
  bytes.push_back(0x30);
  EXPECT_FALSE(parse_signer(bytes));
  ++bytes[107];  // says 8193 now, and has them
  EXPECT_FALSE(parse_signer(bytes));
}

TEST(ChainLineFormatTest, DestroyedReadsBack) {
  const Destroyed destroyed{filled_id(1), {2}};
  EXPECT_EQ(*parse_destroyed(marshal(destroyed)), destroyed);
  EXPECT_FALSE(parse_destroyed(marshal(Destroyed{{}, {2}})));
}

}  // namespace
}  // namespace storage

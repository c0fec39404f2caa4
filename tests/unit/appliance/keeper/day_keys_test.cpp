// Goal: a day key opens what was sealed to it, for the site and for the recovery key, and nothing
// that was moved to another camera, day or segment.

#include "appliance/keeper/day_keys.h"

#include <gtest/gtest.h>

#include "appliance/keeper/site_keys.h"
#include "tests/unit/appliance/keeper/keeper_fixture.h"

namespace appliance {
namespace {

constexpr base::Day kDay = 155'486;

class DayKeysTest : public testing::Test {
 protected:
  DayEntry mint(base::Day day = kDay) {
    return mint_day_key(public_, test_support::filled_id(0xca), day, clock_.wall()).value();
  }

  test_support::ManualClock clock_;
  SiteKeys keys_ = generate_site_keys().value();
  KeystorePublicPart public_ =
      make_public_part(keys_, test_support::filled_id(0x57), clock_.wall()).value();
};

TEST_F(DayKeysTest, SiteAndRecoveryKeyFindTheSamePrivateHalf) {
  const DayEntry entry = mint();
  const auto site = open_day_key(keys_.site, entry);
  const auto recovery = open_wrap(*keys_.recovery, entry.wraps);
  ASSERT_TRUE(site);
  ASSERT_TRUE(recovery);
  EXPECT_TRUE(same(site->to_secret(), recovery->to_secret()));
  EXPECT_EQ(point_of(site->public_key()), entry.wraps.day_public_key);
}

TEST_F(DayKeysTest, WrapsFileSurvivesItsBytes) {
  const DayEntry entry = mint();
  const auto read = storage::parse_wraps_file(storage::marshal(entry.wraps));
  ASSERT_TRUE(read);
  EXPECT_TRUE(open_wrap(*keys_.recovery, *read));
}

TEST_F(DayKeysTest, OtherKeysOpenNothing) {
  const auto other = crypto::HpkePrivateKey::generate().value();
  EXPECT_FALSE(open_day_key(other, mint()));
  EXPECT_EQ(open_wrap(other, mint().wraps).error().kind, base::ErrorKind::NotFound);
}

TEST_F(DayKeysTest, KeyOfOneDayOrCameraDoesNotPassForAnothers) {
  DayEntry moved = mint();
  moved.wraps.day += 1;
  EXPECT_FALSE(open_day_key(keys_.site, moved));
  EXPECT_FALSE(open_wrap(*keys_.recovery, moved.wraps));
  moved = mint();
  moved.wraps.camera = test_support::filled_id(0xcb);
  EXPECT_FALSE(open_day_key(keys_.site, moved));
  EXPECT_FALSE(open_wrap(*keys_.recovery, moved.wraps));
  moved = mint();
  moved.wrapped_key = mint().wrapped_key;
  EXPECT_FALSE(open_day_key(keys_.site, moved));
}

TEST_F(DayKeysTest, SegmentKeyIsTheOneThatWasSealed) {
  const DayEntry entry = mint();
  const TestSegment segment = make_segment(entry.wraps);
  const auto key = open_segment_key(*open_day_key(keys_.site, entry), segment.header);
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_TRUE(same(*key, segment.key));
}

TEST_F(DayKeysTest, EveryBoundFieldOfTheHeaderCounts) {
  const DayEntry entry = mint();
  const auto day_key = *open_day_key(keys_.site, entry);
  const TestSegment segment = make_segment(entry.wraps);
  const auto refused = [&](auto change) {
    storage::SegmentHeader header = segment.header;
    change(header);
    const auto key = open_segment_key(day_key, header);
    return !key && key.error().kind == base::ErrorKind::Corrupt;
  };
  EXPECT_TRUE(refused([](auto& header) { header.segment.bytes[0] ^= 1; }));
  EXPECT_TRUE(refused([](auto& header) { header.camera.bytes[0] ^= 1; }));
  EXPECT_TRUE(refused([](auto& header) { header.stream = storage::StreamId::Sub; }));
  EXPECT_TRUE(refused([](auto& header) { header.day_key_day += 1; }));
  EXPECT_TRUE(refused([](auto& header) { header.day_key.bytes[0] ^= 1; }));
  EXPECT_TRUE(refused([](auto& header) { header.key_commitment[31] ^= 1; }));
  EXPECT_TRUE(refused([](auto& header) { header.encapsulated[9] ^= 1; }));
  EXPECT_TRUE(refused([](auto& header) { header.wrapped_key[0] ^= 1; }));
}

TEST_F(DayKeysTest, ThumbnailKeyIsOfItsCameraAndDay) {
  const auto day_key = *open_day_key(keys_.site, mint());
  const base::Id camera = test_support::filled_id(1);
  const auto key = derive_thumbnail_key(day_key, camera, kDay).value();
  EXPECT_EQ(key.size(), 32U);
  EXPECT_TRUE(same(key, derive_thumbnail_key(day_key, camera, kDay).value()));
  EXPECT_FALSE(same(key, derive_thumbnail_key(day_key, camera, kDay + 1).value()));
  EXPECT_FALSE(same(key, derive_thumbnail_key(day_key, test_support::filled_id(2), kDay).value()));
}

}  // namespace
}  // namespace appliance

// Goal: the recorder always gets day keys, and nobody gets a segment's key without a line about it
// on the disk, faster than allowed, or with a header that is not what the recorder sealed.

#include "appliance/keeper/footage_keys.h"

#include <gtest/gtest.h>

#include "appliance/keeper/day_keys.h"
#include "tests/unit/appliance/keeper/keeper_fixture.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;
using base::ErrorKind;

TEST_F(KeeperTest, ManyDaysAreMintedWithTheSyncsOfOne) {
  open();
  using test_support::Operation;
  const auto syncs = [&] {
    return files_.calls(Operation::Sync) + files_.calls(Operation::SyncDirectory);
  };
  const std::size_t before = syncs();
  ASSERT_TRUE(footage_->mint_day_keys(camera_, today(), 46));
  EXPECT_EQ(syncs() - before, 2U);  // the keystore and its folder
}

TEST_F(KeeperTest, MintingGivesOneWrapsFilePerDayAndTheSameOnesAgain) {
  open();
  const auto files = footage_->mint_day_keys(camera_, today(), kMintDaysMax);
  ASSERT_TRUE(files) << files.error().message;
  ASSERT_EQ(files->size(), kMintDaysMax);
  for (std::size_t i = 0; i < files->size(); ++i) {
    const auto wraps = storage::parse_wraps_file((*files)[i]).value();
    EXPECT_EQ(wraps.day, today() + i);
    EXPECT_EQ(wraps.camera, camera_);
    EXPECT_EQ(wraps.wraps.size(), 1U);
  }
  EXPECT_EQ(*footage_->mint_day_keys(camera_, today(), kMintDaysMax), *files);
  open();
  EXPECT_EQ(*footage_->mint_day_keys(camera_, today(), kMintDaysMax), *files);
  clock_.advance(24h);
  const auto tomorrow = footage_->mint_day_keys(camera_, today(), 2).value();
  EXPECT_EQ(tomorrow[0], (*files)[1]);
}

TEST_F(KeeperTest, CamerasDoNotShareKeys) {
  open();
  EXPECT_NE(mint(camera_, today()).day_key, mint(test_support::filled_id(9), today()).day_key);
}

TEST_F(KeeperTest, MintingWorksWhileLockedAndTheKeysOpenLater) {
  open();
  open(wrong_credential());
  const storage::WrapsFile wraps = mint(camera_, today());
  EXPECT_EQ(mint(camera_, today()), wraps);
  const TestSegment segment = make_segment(wraps);
  const auto refused = open_segment(segment);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::Unavailable);
  EXPECT_EQ(refused.error().message, "keys are locked");
  open();
  EXPECT_EQ(lines("keys-unlocked").back().entry.fields.get_int("minted_while_locked").value(), 1);
  EXPECT_TRUE(same(open_segment(segment).value(), segment.key));
}

TEST_F(KeeperTest, MintedKeysAreOnTheDiskBeforeTheyAreGiven) {
  open();
  const storage::WrapsFile wraps = mint(camera_, today());
  files_.lose_power();
  open();
  EXPECT_EQ(mint(camera_, today()), wraps);
}

TEST_F(KeeperTest, MintingHasBounds) {
  open();
  const auto kind = [&](base::Day from, std::size_t days) {
    const auto minted = footage_->mint_day_keys(camera_, from, days);
    return minted ? ErrorKind::Exists : minted.error().kind;
  };
  EXPECT_EQ(kind(today(), 0), ErrorKind::InvalidInput);
  EXPECT_EQ(kind(today(), kMintDaysMax + 1), ErrorKind::InvalidInput);
  EXPECT_EQ(kind(today() - 2, 1), ErrorKind::InvalidInput);
  EXPECT_EQ(kind(today() + kMintDaysMax + 1, 1), ErrorKind::InvalidInput);
  EXPECT_EQ(kind(0xffffffff, 1), ErrorKind::InvalidInput);
  EXPECT_TRUE(keeper_->keystore().days().empty());
  EXPECT_EQ(kind(today() - 1, 1), ErrorKind::Exists);
  EXPECT_EQ(kind(today() + kMintDaysMax, 1), ErrorKind::Exists);
}

TEST_F(KeeperTest, NothingIsMintedBeforeThereIsASite) {
  open_locked();
  EXPECT_EQ(footage_->mint_day_keys(camera_, today(), 1).error().kind, ErrorKind::Unavailable);
}

TEST_F(KeeperTest, SegmentOpensWithALineThatSaysWhoAndWhy) {
  open();
  const TestSegment segment = make_segment(mint(camera_, today()));
  const auto key = open_segment(segment);
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_TRUE(same(*key, segment.key));
  const auto opened = lines("segment-opened");
  ASSERT_EQ(opened.size(), 1U);
  EXPECT_EQ(opened[0].entry.actor, "anna");
  EXPECT_EQ(opened[0].entry.subject, base::to_string(segment.header.segment));
  EXPECT_EQ(opened[0].entry.fields.get_string("camera").value(), base::to_string(camera_));
  EXPECT_EQ(opened[0].entry.fields.get_string("day").value(), base::day_name(today()));
  EXPECT_EQ(opened[0].entry.fields.get_string("reason").value(), "playback");
}

TEST_F(KeeperTest, LineIsOnTheDiskBeforeTheKeyLeaves) {
  open();
  const TestSegment segment = make_segment(mint(camera_, today()));
  ASSERT_TRUE(open_segment(segment));
  files_.lose_power();
  open();
  EXPECT_EQ(lines("segment-opened").size(), 1U);
}

TEST_F(KeeperTest, NoLineNoKey) {
  open();
  const TestSegment segment = make_segment(mint(camera_, today()));
  files_.fail(test_support::Operation::Sync, 1, ErrorKind::Io);
  EXPECT_FALSE(open_segment(segment));
  EXPECT_TRUE(open_segment(segment));  // the journal comes back by itself
  files_.limit_space(0);
  EXPECT_FALSE(open_segment(segment));
  EXPECT_FALSE(footage_->thumbnail_key(camera_, today(), "anna"));
  files_.limit_space(std::uint64_t{1} << 30);
  EXPECT_TRUE(open_segment(segment));
}

TEST_F(KeeperTest, HeaderOfAnotherCameraOrDayIsRefused) {
  open();
  const storage::WrapsFile wraps = mint(camera_, today());
  mint(camera_, today() + 1);
  mint(test_support::filled_id(9), today());
  const auto kind = [&](auto change) {
    TestSegment segment = make_segment(wraps);
    change(segment.header);
    const auto key = open_segment(segment);
    return key ? ErrorKind::Exists : key.error().kind;
  };
  EXPECT_EQ(kind([](auto&) {}), ErrorKind::Exists);
  EXPECT_EQ(kind([](auto& header) { header.camera = test_support::filled_id(8); }),
            ErrorKind::NotFound);
  EXPECT_EQ(kind([](auto& header) { header.camera = test_support::filled_id(9); }),
            ErrorKind::Corrupt);
  EXPECT_EQ(kind([](auto& header) { header.day_key_day += 1; }), ErrorKind::Corrupt);
  EXPECT_EQ(kind([](auto& header) { header.day_key_day += 2; }), ErrorKind::NotFound);
  EXPECT_EQ(kind([](auto& header) { header.day_key.bytes[3] ^= 1; }), ErrorKind::Corrupt);
  EXPECT_EQ(kind([](auto& header) { header.wrapped_key[3] ^= 1; }), ErrorKind::Corrupt);
  EXPECT_EQ(kind([](auto& header) { header.key_commitment[3] ^= 1; }), ErrorKind::Corrupt);
}

TEST_F(KeeperTest, HeaderMustBeOfTheSegmentThatIsAskedFor) {
  open();
  const TestSegment segment = make_segment(mint(camera_, today()));
  base::Bytes header = segment.bytes();
  EXPECT_EQ(footage_->open_segment({camera_, header, "anna", "x"}).error().kind,
            ErrorKind::InvalidInput);
  header.pop_back();
  EXPECT_FALSE(footage_->open_segment({segment.header.segment, header, "anna", "x"}));
}

TEST_F(KeeperTest, ActorAndReasonAreBounded) {
  open();
  const TestSegment segment = make_segment(mint(camera_, today()));
  EXPECT_EQ(open_segment(segment, "").error().kind, ErrorKind::InvalidInput);
  EXPECT_EQ(open_segment(segment, std::string(129, 'a')).error().kind, ErrorKind::InvalidInput);
  EXPECT_TRUE(open_segment(segment, std::string(128, 'a')));
}

TEST_F(KeeperTest, OpensAreRateLimitedPerActor) {
  open();
  const TestSegment segment = make_segment(mint(camera_, today()));
  int opened = 0;
  for (int i = 0; i < 30; ++i) opened += open_segment(segment) ? 1 : 0;
  EXPECT_EQ(opened, 20);
  EXPECT_EQ(open_segment(segment).error().kind, ErrorKind::Unavailable);
  EXPECT_TRUE(open_segment(segment, "ben"));
  clock_.advance(1s);
  opened = 0;
  for (int i = 0; i < 30; ++i) opened += open_segment(segment) ? 1 : 0;
  EXPECT_EQ(opened, 5);
  EXPECT_EQ(lines("segment-opened").size(), 26U);  // refused ones are not on record
}

TEST_F(KeeperTest, ThumbnailsAreOnRecordOncePerActorCameraAndHour) {
  open();
  mint(camera_, today());
  mint(test_support::filled_id(9), today());
  const auto key = footage_->thumbnail_key(camera_, today(), "anna");
  ASSERT_TRUE(key);
  EXPECT_TRUE(same(*key, footage_->thumbnail_key(camera_, today(), "anna").value()));
  EXPECT_EQ(lines("thumbnails-viewed").size(), 1U);
  EXPECT_TRUE(footage_->thumbnail_key(camera_, today(), "ben"));
  EXPECT_TRUE(footage_->thumbnail_key(test_support::filled_id(9), today(), "anna"));
  EXPECT_EQ(lines("thumbnails-viewed").size(), 3U);
  clock_.advance(1h);
  EXPECT_TRUE(footage_->thumbnail_key(camera_, today(), "anna"));
  EXPECT_EQ(lines("thumbnails-viewed").size(), 4U);
}

TEST_F(KeeperTest, ThumbnailsNeedAKeyAndAnOpenKeystore) {
  open();
  EXPECT_EQ(footage_->thumbnail_key(camera_, today(), "anna").error().kind, ErrorKind::NotFound);
  mint(camera_, today());
  int given = 0;
  for (int i = 0; i < 99; ++i) given += footage_->thumbnail_key(camera_, today(), "anna") ? 1 : 0;
  EXPECT_EQ(given, 50);
  open_locked();
  EXPECT_EQ(footage_->thumbnail_key(camera_, today(), "anna").error().kind, ErrorKind::Unavailable);
}

}  // namespace
}  // namespace appliance

// Goal: a thumbnail opens with the key of its day and as what it is, and no more of them are kept
// than may be.

#include <gtest/gtest.h>

#include "nvr/thumbnail/thumbnail_cache.h"
#include "nvr/thumbnail/thumbnail_desk.h"
#include "nvr/thumbnail/thumbnail_format.h"
#include "tests/unit/nvr/playback/footage_world.h"

namespace nvr {
namespace {

using namespace std::chrono_literals;
using test_support::filled_id;

const ThumbnailName kThumbnailName{filled_id(2), filled_id(3), 155'000, 7};

crypto::Secret thumbnail_secret(std::uint8_t fill) {
  return crypto::Secret::copy_of(base::Bytes(32, fill));
}

TEST(ThumbnailFormat, HeaderReadsBackAndIsSixtyFourBytes) {
  const crypto::Nonce nonce{1, 2, 3};
  const auto bytes = marshal_thumbnail_header(kThumbnailName, nonce);
  EXPECT_EQ(bytes.size(), kThumbnailHeaderBytes);
  EXPECT_EQ(parse_thumbnail_header(bytes).value(), (ThumbnailHeader{kThumbnailName, nonce}));
}

TEST(ThumbnailFormat, OpensAsWhatItIsAndAsNothingElse) {
  const base::Bytes jpeg{9, 8, 7};
  const auto file = seal_thumbnail(kThumbnailName, thumbnail_secret(1), jpeg).value();
  EXPECT_EQ(open_thumbnail(kThumbnailName, thumbnail_secret(1), file).value(), jpeg);
  EXPECT_FALSE(open_thumbnail(kThumbnailName, thumbnail_secret(2), file));
  ThumbnailName other = kThumbnailName;
  other.record = 8;
  EXPECT_FALSE(open_thumbnail(other, thumbnail_secret(1), file));
  for (std::size_t i = 0; i < file.size(); ++i) {
    base::Bytes changed = file;
    changed[i] ^= 1;
    EXPECT_FALSE(open_thumbnail(kThumbnailName, thumbnail_secret(1), changed)) << i;
  }
  EXPECT_FALSE(open_thumbnail(kThumbnailName, thumbnail_secret(1), base::ByteView{file}.first(63)));
}

TEST(ThumbnailFormat, ANonceIsDrawnForEach) {
  const base::Bytes jpeg{9, 8, 7};
  EXPECT_NE(seal_thumbnail(kThumbnailName, thumbnail_secret(1), jpeg).value(),
            seal_thumbnail(kThumbnailName, thumbnail_secret(1), jpeg).value());
}

TEST(ThumbnailFormat, OneThatIsTooLargeIsRefused) {
  EXPECT_TRUE(seal_thumbnail(kThumbnailName, thumbnail_secret(1), base::Bytes(kThumbnailBytesMax)));
  EXPECT_FALSE(
      seal_thumbnail(kThumbnailName, thumbnail_secret(1), base::Bytes(kThumbnailBytesMax + 1)));
}

class ThumbnailCacheTest : public testing::Test {
 protected:
  void reopen(ThumbnailCache::Options options) {
    cache_ = ThumbnailCache::open(files_, "thumbnails", options).value();
  }
  static ThumbnailName numbered(std::uint64_t record) {
    ThumbnailName name = kThumbnailName;
    name.record = record;
    return name;
  }
  void put(std::uint64_t record, std::size_t bytes = 100) {
    ASSERT_TRUE(cache_->put(numbered(record), base::Bytes(bytes)));
    clock_.advance(1s);
  }
  bool has(std::uint64_t record) { return cache_->find(numbered(record)).has_value(); }

  test_support::ManualClock clock_;
  test_support::MemoryFileSystem files_{&clock_};
  std::unique_ptr<ThumbnailCache> cache_;
};

TEST_F(ThumbnailCacheTest, KeepsWhatItWasGivenOverARestart) {
  reopen({});
  put(1);
  EXPECT_TRUE(has(1));
  EXPECT_FALSE(has(2));
  reopen({});
  EXPECT_TRUE(has(1));
  EXPECT_EQ(cache_->bytes(), 100U);
}

TEST_F(ThumbnailCacheTest, TheOldestMakeRoomByBytesAndByNumber) {
  reopen({.bytes_max = 250, .files_max = 100});
  put(1);
  put(2);
  put(3);
  EXPECT_FALSE(has(1));
  EXPECT_TRUE(has(2));
  EXPECT_TRUE(has(3));
  reopen({.bytes_max = 1000, .files_max = 2});
  put(4);
  EXPECT_FALSE(has(2));
  EXPECT_TRUE(has(4));
}

TEST_F(ThumbnailCacheTest, ASmallerLimitHoldsFromTheStart) {
  reopen({});
  for (std::uint64_t record = 1; record <= 5; ++record) put(record);
  reopen({.bytes_max = 200});
  EXPECT_FALSE(has(1));
  EXPECT_FALSE(has(3));
  EXPECT_TRUE(has(5));
  EXPECT_LE(cache_->bytes(), 200U);
}

class ThumbnailDeskTest : public testing::Test {
 protected:
  ThumbnailDeskTest() {
    cache_ = ThumbnailCache::open(world_.files, "thumbnails", {}).value();
    desk_ = std::make_unique<ThumbnailDesk>(
        *world_.view, *world_.store, *cache_, world_.clock,
        ThumbnailDesk::Sources{
            .day_key = [this](const base::Id&, base::Day,
                              const std::string&) -> base::Result<crypto::Secret> {
              ++keys_;
              return thumbnail_secret(5);
            },
            .make = [this](const ThumbnailJob& job) -> base::Result<base::Bytes> {
              jobs_.push_back(job);
              return job.key_frame;
            }});
  }
  std::string picture(std::chrono::milliseconds at) {
    auto jpeg = desk_->thumbnail(world_.camera, world_.at(at), world_.viewer());
    return jpeg ? std::string{base::as_text(*jpeg)} : "none";
  }

  playback_test::FootageWorld world_;
  std::unique_ptr<ThumbnailCache> cache_;
  std::unique_ptr<ThumbnailDesk> desk_;
  std::vector<ThumbnailJob> jobs_;
  int keys_ = 0;
};

TEST_F(ThumbnailDeskTest, ShowsTheKeyFrameAtOrBeforeTheMoment) {
  world_.record(10);
  EXPECT_EQ(picture(0ms), "picture 0.0");
  EXPECT_EQ(picture(3900ms), "picture 2.0");
  EXPECT_EQ(picture(4s), "picture 4.0");
}

TEST_F(ThumbnailDeskTest, AMomentBeforeAnythingOrLongAfterHasNone) {
  world_.record(2);
  EXPECT_EQ(picture(-1s), "none");
  EXPECT_EQ(picture(31s), "picture 0.0");
  EXPECT_EQ(picture(33s), "none");
}

TEST_F(ThumbnailDeskTest, WhatWasMadeIsOpenedNotMadeAgain) {
  world_.record(4);
  (void)picture(1s);
  const auto opened = world_.opened.size();
  world_.locked = true;  // for footage
  EXPECT_EQ(picture(1s), "picture 0.0");
  EXPECT_EQ(jobs_.size(), 1U);
  EXPECT_EQ(world_.opened.size(), opened);
  EXPECT_EQ(keys_, 1);
}

TEST_F(ThumbnailDeskTest, TheSegmentBeforeShowsForOneThatBeginsWithoutAKeyFrame) {
  world_.record(3);
  world_.record(4, true, false);
  EXPECT_EQ(picture(3500ms), "picture 2.0");
}

}  // namespace
}  // namespace nvr

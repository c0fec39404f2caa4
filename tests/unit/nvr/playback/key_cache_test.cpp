// Goal: a key is kept for who got it, for a while, and not longer.

#include "nvr/playback/key_cache.h"

#include <gtest/gtest.h>

#include "tests/support/filled_id.h"
#include "tests/support/manual_clock.h"

namespace nvr {
namespace {

using namespace std::chrono_literals;
using test_support::filled_id;

constexpr KeyCache::Holder kHolderOne{1};
constexpr KeyCache::Holder kHolderTwo{2};

class KeyCacheTest : public testing::Test {
 protected:
  void put(const KeyCache::Holder& holder, std::uint8_t opens) {
    cache_.put(holder, filled_id(opens), crypto::Secret::copy_of("key"));
  }
  bool has(const KeyCache::Holder& holder, std::uint8_t opens) {
    return cache_.find(holder, filled_id(opens)).has_value();
  }

  test_support::ManualClock clock_;
  KeyCache cache_{clock_, {.keys_max = 2, .kept = 60s}};
};

TEST_F(KeyCacheTest, AKeyIsForWhoGotItAlone) {
  put(kHolderOne, 1);
  EXPECT_TRUE(has(kHolderOne, 1));
  EXPECT_FALSE(has(kHolderTwo, 1));
  EXPECT_FALSE(has(kHolderOne, 2));
}

TEST_F(KeyCacheTest, AKeyIsKeptSinceItWasGivenNotSinceItWasUsed) {
  put(kHolderOne, 1);
  clock_.advance(60s);
  EXPECT_TRUE(has(kHolderOne, 1));
  clock_.advance(1s);
  EXPECT_FALSE(has(kHolderOne, 1));
}

TEST_F(KeyCacheTest, TheOldestMakesRoom) {
  put(kHolderOne, 1);
  clock_.advance(1s);
  put(kHolderOne, 2);
  clock_.advance(1s);
  put(kHolderOne, 3);
  EXPECT_FALSE(has(kHolderOne, 1));
  EXPECT_TRUE(has(kHolderOne, 2));
  EXPECT_TRUE(has(kHolderOne, 3));
}

}  // namespace
}  // namespace nvr

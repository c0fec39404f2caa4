// Goal: nobody uses keys or tries passphrases faster than allowed, and nobody pays for another.

#include "appliance/keeper/rate_limit.h"

#include <gtest/gtest.h>

namespace appliance {
namespace {

using namespace std::chrono_literals;

class RateLimitTest : public testing::Test {
 protected:
  int taken(RateLimit& limit, const char* actor, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += limit.take(actor, now_) ? 1 : 0;
    return count;
  }

  base::SteadyTime now_{1000s};
};

TEST_F(RateLimitTest, BurstThenRate) {
  RateLimit limit{{.per_second = 5, .burst = 20}};
  EXPECT_EQ(taken(limit, "anna", 30), 20);
  now_ += 1s;
  EXPECT_EQ(taken(limit, "anna", 30), 5);
  now_ += 1h;
  EXPECT_EQ(taken(limit, "anna", 30), 20);
}

TEST_F(RateLimitTest, RefusalSaysUnavailableAndCostsNothing) {
  RateLimit limit{{.per_second = 1, .burst = 1}};
  EXPECT_EQ(taken(limit, "anna", 100), 1);
  EXPECT_EQ(limit.take("anna", now_).error().kind, base::ErrorKind::Unavailable);
  now_ += 1s;
  EXPECT_TRUE(limit.take("anna", now_));
}

TEST_F(RateLimitTest, ActorsDoNotShare) {
  RateLimit limit{{.per_second = 1, .burst = 2}};
  EXPECT_EQ(taken(limit, "anna", 9), 2);
  EXPECT_EQ(taken(limit, "ben", 9), 2);
}

TEST_F(RateLimitTest, ManyActorsForgetOnlyWhoRested) {
  RateLimit limit{{.per_second = 1, .burst = 5, .actors_max = 3}};
  EXPECT_EQ(taken(limit, "rested", 1), 1);
  now_ += 2s;
  EXPECT_EQ(taken(limit, "busy", 9), 5);
  EXPECT_EQ(taken(limit, "guest", 1), 1);
  EXPECT_EQ(taken(limit, "another", 1), 1);
  EXPECT_EQ(taken(limit, "busy", 9), 0);
}

TEST_F(RateLimitTest, WaitsDoubleAfterTheFreeAttempts) {
  AttemptThrottle throttle;
  for (int i = 0; i < 2; ++i) {
    throttle.failed(now_);
    EXPECT_TRUE(throttle.check(now_));
  }
  for (const auto wait : {5s, 10s, 20s, 40s, 80s, 160s, 300s, 300s}) {
    throttle.failed(now_);
    EXPECT_FALSE(throttle.check(now_ + wait - 1ns)) << wait.count();
    now_ += wait;
    EXPECT_TRUE(throttle.check(now_)) << wait.count();
  }
}

TEST_F(RateLimitTest, ThrottleSaysHowLong) {
  AttemptThrottle throttle;
  for (int i = 0; i < 3; ++i) throttle.failed(now_);
  const auto check = throttle.check(now_ + 500ms);
  ASSERT_FALSE(check);
  EXPECT_EQ(check.error().kind, base::ErrorKind::Unavailable);
  EXPECT_EQ(check.error().message, "too many wrong passphrases; try again in 5 seconds");
}

TEST_F(RateLimitTest, SuccessForgives) {
  AttemptThrottle throttle;
  for (int i = 0; i < 9; ++i) throttle.failed(now_);
  throttle.succeeded();
  EXPECT_TRUE(throttle.check(now_));
  throttle.failed(now_);
  EXPECT_TRUE(throttle.check(now_));
}

}  // namespace
}  // namespace appliance

// Goal: guessing gets slower and slower, and nobody is locked out for long. Method: a clock of
// ours.

#include "appliance/access/throttle.h"

#include <gtest/gtest.h>

namespace appliance {
namespace {

using namespace std::chrono_literals;

constexpr base::SteadyTime kThrottleStart{1000s};

Throttle::Options few_attempts() {
  return {.free_attempts = 2, .first_wait = 1s, .wait_max = 4s, .forget_after = 60s, .keys_max = 2};
}

TEST(Throttle, TheFirstAttemptsAreFree) {
  Throttle throttle{few_attempts()};
  EXPECT_TRUE(throttle.begin("a", kThrottleStart));
  EXPECT_TRUE(throttle.begin("a", kThrottleStart));
  EXPECT_FALSE(throttle.begin("a", kThrottleStart));
}

TEST(Throttle, WaitsDoubleUpToTheirLimit) {
  Throttle throttle{few_attempts()};
  base::SteadyTime now = kThrottleStart;
  EXPECT_TRUE(throttle.begin("a", now));
  EXPECT_TRUE(throttle.begin("a", now));
  for (const auto wait : {1s, 2s, 4s, 4s}) {
    EXPECT_FALSE(throttle.begin("a", now + wait - 1ms));
    now += wait;
    EXPECT_TRUE(throttle.begin("a", now)) << wait.count();
  }
}

TEST(Throttle, TellsHowLongItWillRefuse) {
  Throttle throttle{few_attempts()};
  EXPECT_EQ(throttle.wait("a", kThrottleStart), 0s);
  EXPECT_TRUE(throttle.begin("a", kThrottleStart));
  EXPECT_EQ(throttle.wait("a", kThrottleStart), 0s);
  EXPECT_TRUE(throttle.begin("a", kThrottleStart));
  EXPECT_EQ(throttle.wait("a", kThrottleStart), 1s);
  EXPECT_EQ(throttle.wait("a", kThrottleStart + 999ms), 1s);
  EXPECT_EQ(throttle.wait("a", kThrottleStart + 1s), 0s);
  EXPECT_TRUE(throttle.begin("a", kThrottleStart + 1s));
  EXPECT_EQ(throttle.wait("a", kThrottleStart + 1s), 2s);
  EXPECT_EQ(throttle.wait("b", kThrottleStart + 1s), 0s);
}

TEST(Throttle, SuccessForgetsTheFailures) {
  Throttle throttle{few_attempts()};
  EXPECT_TRUE(throttle.begin("a", kThrottleStart));
  EXPECT_TRUE(throttle.begin("a", kThrottleStart));
  throttle.succeeded("a");
  EXPECT_TRUE(throttle.begin("a", kThrottleStart));
}

TEST(Throttle, OneKeyDoesNotSlowDownAnother) {
  Throttle throttle{few_attempts()};
  for (int i = 0; i < 3; ++i) (void)throttle.begin("a", kThrottleStart);
  EXPECT_TRUE(throttle.begin("b", kThrottleStart));
}

TEST(Throttle, ForgetsAfterARest) {
  Throttle throttle{few_attempts()};
  for (int i = 0; i < 3; ++i) (void)throttle.begin("a", kThrottleStart);
  EXPECT_TRUE(throttle.begin("a", kThrottleStart + 61s));
  EXPECT_TRUE(throttle.begin("a", kThrottleStart + 61s));
}

TEST(Throttle, ManyKeysDoNotGrowItButPushOutTheOldest) {
  Throttle throttle{few_attempts()};
  for (int i = 0; i < 3; ++i) (void)throttle.begin("a", kThrottleStart);
  (void)throttle.begin("b", kThrottleStart + 1ms);
  (void)throttle.begin("c", kThrottleStart + 2ms);
  EXPECT_TRUE(throttle.begin("a", kThrottleStart + 3ms));
}

TEST(Throttle, AnIpv6SubscriberIsOne) {
  http::Peer one;
  one.address = {0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 2, 9};
  http::Peer neighbour = one;
  neighbour.address[15] = 7;
  http::Peer other = one;
  other.address[7] = 3;
  EXPECT_EQ(throttle_key(one), throttle_key(neighbour));
  EXPECT_NE(throttle_key(one), throttle_key(other));
}

}  // namespace
}  // namespace appliance

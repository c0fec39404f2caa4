// Goal: the cost follows the time a run takes, and stays within the bounds.

#include "crypto/password/calibrate.h"

#include <gtest/gtest.h>

namespace crypto {
namespace {

using std::chrono::milliseconds;

// A machine on which whatever runs between two looks at the clock takes `run`.
class RunClock : public base::Clock {
 public:
  explicit RunClock(std::chrono::nanoseconds run) : run_{run} {}

  base::WallTime wall() const override { return {}; }
  base::SteadyTime steady() const override {
    now_ += run_;
    return now_;
  }

 private:
  std::chrono::nanoseconds run_;
  mutable base::SteadyTime now_;
};

constexpr std::uint32_t kCalibrateMemoryKib = 1024;

std::uint32_t calibrated_passes(milliseconds run, milliseconds target,
                                std::uint32_t memory_kib = kCalibrateMemoryKib) {
  const auto cost = calibrate_argon2id(RunClock{run}, target, memory_kib).value();
  EXPECT_EQ(cost.memory_kib, memory_kib);
  EXPECT_TRUE(check_cost(cost));
  return cost.passes;
}

TEST(CalibrateTest, PassesFillTheTargetWithoutExceedingIt) {
  EXPECT_EQ(calibrated_passes(milliseconds{50}, milliseconds{500}), 10U);
  EXPECT_EQ(calibrated_passes(milliseconds{50}, milliseconds{549}), 10U);
  EXPECT_EQ(calibrated_passes(milliseconds{50}, milliseconds{550}), 11U);
}

TEST(CalibrateTest, SlowMachineGetsOnePass) {
  EXPECT_EQ(calibrated_passes(milliseconds{900}, milliseconds{500}), 1U);
  EXPECT_EQ(calibrated_passes(milliseconds{900}, milliseconds{0}), 1U);
}

TEST(CalibrateTest, FastMachineStaysWithinTheBounds) {
  EXPECT_EQ(calibrated_passes(milliseconds{1}, milliseconds{5000}), kArgon2PassesMax);
  EXPECT_EQ(calibrated_passes(milliseconds{0}, milliseconds{5000}), kArgon2PassesMax);
  EXPECT_EQ(calibrated_passes(milliseconds{1}, milliseconds{5000}, 256U << 10),
            16U);  // memory times passes
}

TEST(CalibrateTest, MemoryOutOfBoundsIsRefused) {
  const RunClock clock{milliseconds{1}};
  EXPECT_FALSE(calibrate_argon2id(clock, milliseconds{100}, 0));
  EXPECT_FALSE(calibrate_argon2id(clock, milliseconds{100}, 7));
  EXPECT_TRUE(calibrate_argon2id(clock, milliseconds{100}, 8));
  EXPECT_FALSE(calibrate_argon2id(clock, milliseconds{100}, kArgon2MemoryKibMax + 1));
}

TEST(CalibrateTest, IterationsFollowTheClockBetweenTheirBounds) {
  const auto iterations = [](milliseconds run, milliseconds target) {
    return calibrate_pbkdf2(RunClock{run}, target)->iterations;
  };
  EXPECT_EQ(iterations(milliseconds{50}, milliseconds{500}), 500'000U);
  EXPECT_EQ(iterations(milliseconds{500}, milliseconds{500}), kPbkdf2IterationsMin);
  EXPECT_EQ(iterations(milliseconds{1}, milliseconds{5000}), kPbkdf2IterationsMax);
}

TEST(CalibrateTest, RealClockGivesAPayableCost) {
  EXPECT_TRUE(check_cost(
      calibrate_argon2id(base::RealClock{}, milliseconds{5}, kCalibrateMemoryKib).value()));
}

}  // namespace
}  // namespace crypto

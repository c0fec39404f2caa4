// Goal: counters and moments belong together exactly, for days, at any frame rate.
#include "camera-fw/capture/frame_clock.h"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;

const base::SteadyTime kStart{1000s};

TEST(FrameClockTest, PicturesAreEvenlySpaced) {
  const camera_fw::FrameClock clock{kStart, 25};
  EXPECT_EQ(clock.due(0), kStart);
  EXPECT_EQ(clock.due(1), kStart + 40ms);
  EXPECT_EQ(clock.due(25 * 86400), kStart + 24h);
}

TEST(FrameClockTest, LastDueIsTheInverse) {
  for (const int fps : {1, 7, 25, 30, 60}) {
    const camera_fw::FrameClock clock{kStart, fps};
    for (const std::uint64_t counter : {0ULL, 1ULL, 2ULL, 29ULL, 1000ULL, 12'345'678ULL}) {
      EXPECT_EQ(clock.last_due(clock.due(counter)), counter) << fps;
      EXPECT_EQ(clock.last_due(clock.due(counter + 1) - 1ns), counter) << fps;
    }
  }
}

TEST(FrameClockTest, BeforeTheStartNothingIsDue) {
  EXPECT_EQ((camera_fw::FrameClock{kStart, 25}.last_due(kStart - 1s)), 0U);
}

TEST(FrameClockTest, MediaTimeWrapsAsRtpDoes) {
  const camera_fw::FrameClock clock{kStart, 25};
  EXPECT_EQ(clock.media_time(1, 90000), 3600U);
  EXPECT_EQ(clock.media_time(1'193'047, 90000), 1'193'047ULL * 3600 - (1ULL << 32));
}

}  // namespace

// Goal: wall times follow the camera evenly, are never after arrival, never go back, and a step is
// told.

#include "nvr/ingest/sample_clock.h"

#include <gtest/gtest.h>

namespace nvr {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

const base::WallTime kStart{std::chrono::seconds{1'795'209'248}};
constexpr std::uint32_t kRate = 90'000;

// Pictures each 40 ms that arrive `delay` after they were taken.
SampleClock::Placed place(SampleClock& clock, int number, nanoseconds delay,
                          std::uint32_t first = 0) {
  return clock.place(first + static_cast<std::uint32_t>(number) * 3600,
                     kStart + number * 40ms + delay);
}

TEST(SampleClockTest, MediaTimeGoesOnWhenTheRtpTimeWraps) {
  SampleClock clock{kRate};
  const std::uint32_t first = 0xffffffff - 5000;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(place(clock, i, 5ms, first).media, i * 3600);
}

TEST(SampleClockTest, TheLeastDelaySeenDecides) {
  SampleClock clock{kRate};
  place(clock, 0, 80ms);
  const auto placed = place(clock, 1, 10ms);
  EXPECT_EQ(placed.wall, kStart + 80ms);  // not back behind the first
  EXPECT_TRUE(placed.estimated);
  // A later one that was held up is placed as if it had not been.
  EXPECT_EQ(place(clock, 2, 300ms).wall, kStart + 80ms + 10ms);
}

TEST(SampleClockTest, WallTimeNeverGoesBackNorPassesArrival) {
  SampleClock clock{kRate};
  base::WallTime before{};
  for (int i = 0; i < 2000; ++i) {
    const nanoseconds delay = std::chrono::milliseconds{(i * 7919) % 120};
    const auto placed = place(clock, i, delay);
    EXPECT_GE(placed.wall, before);
    EXPECT_LE(placed.wall, kStart + i * 40ms + 120ms);
    EXPECT_FALSE(placed.stepped);
    before = placed.wall;
  }
}

TEST(SampleClockTest, ACameraWhoseClockAgreesPlacesItself) {
  SampleClock clock{kRate};
  place(clock, 0, 90ms);
  clock.take_report(kStart + 40ms, 3600, kStart + 130ms);
  const auto placed = place(clock, 2, 90ms);
  EXPECT_FALSE(placed.estimated);
  EXPECT_EQ(placed.wall, std::max(kStart + 80ms, kStart + 90ms));
  EXPECT_EQ(place(clock, 10, 90ms).wall, kStart + 400ms);
}

TEST(SampleClockTest, ACameraWhoseClockIsOffIsPlacedByArrivalAndItsOffsetIsKnown) {
  SampleClock clock{kRate};
  place(clock, 0, 20ms);
  clock.take_report(kStart + 1h, 3600, kStart + 60ms);
  EXPECT_EQ(place(clock, 2, 20ms).wall, kStart + 100ms);
  EXPECT_EQ(clock.report()->camera_offset, 1h - 60ms);
}

TEST(SampleClockTest, AStepOfOurClockIsTold) {
  SampleClock clock{kRate};
  place(clock, 0, 20ms);
  const auto back = clock.place(3600, kStart - 1h);
  EXPECT_TRUE(back.stepped);
  EXPECT_EQ(back.wall, kStart - 1h);
  EXPECT_FALSE(clock.place(7200, kStart - 1h + 40ms).stepped);
}

TEST(SampleClockTest, AStepForwardIsTakenOnceItStays) {
  SampleClock clock{kRate};
  bool stepped = false;
  for (int i = 0; i < 1000; ++i) {
    const nanoseconds step = i < 100 ? nanoseconds{0} : nanoseconds{1h};
    stepped = place(clock, i, step).stepped || stepped;
  }
  EXPECT_TRUE(stepped);
  EXPECT_EQ(place(clock, 1000, 1h).wall, kStart + 40s + 1h);
}

}  // namespace
}  // namespace nvr

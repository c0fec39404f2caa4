// Goal: a timeline that never overlaps, never invents, and does not depend on how time came in.

#include "storage/coverage/coverage.h"

#include <gtest/gtest.h>

#include <random>

namespace storage {
namespace {

constexpr std::uint64_t kUnit = 10'000'000;  // a second

Span recorded_seconds(std::uint64_t from, std::uint64_t to) {
  return {{from * kUnit}, {to * kUnit}, CoverageState::Recorded, GapReason{}};
}

Span gap_seconds(std::uint64_t from, std::uint64_t to, GapReason reason = GapReason::Lost) {
  return {{from * kUnit}, {to * kUnit}, CoverageState::Gap, reason};
}

Coverage covered(std::initializer_list<Span> spans) {
  Coverage coverage;
  for (const Span& span : spans) coverage = with_span(coverage, span);
  return coverage;
}

TEST(CoverageTest, TouchingRunsOfOneStateAreOne) {
  EXPECT_EQ(covered({recorded_seconds(1, 2), recorded_seconds(2, 3)}),
            Coverage{recorded_seconds(1, 3)});
  EXPECT_EQ(covered({recorded_seconds(2, 3), recorded_seconds(1, 2)}),
            Coverage{recorded_seconds(1, 3)});
  EXPECT_EQ(covered({gap_seconds(1, 2), gap_seconds(2, 3)}), Coverage{gap_seconds(1, 3)});
  EXPECT_EQ(covered({gap_seconds(1, 2), gap_seconds(2, 3, GapReason::DiskSlow)}),
            (Coverage{gap_seconds(1, 2), gap_seconds(2, 3, GapReason::DiskSlow)}));
}

TEST(CoverageTest, ShortBreaksThatNobodyExplainsAreNone) {
  const Span first{{kUnit}, {2 * kUnit}, CoverageState::Recorded, GapReason{}};
  const auto after = [&](std::uint64_t hole) {
    return covered(
        {first, {{2 * kUnit + hole}, {4 * kUnit}, CoverageState::Recorded, GapReason{}}});
  };
  EXPECT_EQ(after(kCoverageJoin.count() - 1).size(), 1U);
  EXPECT_EQ(after(kCoverageJoin.count()).size(), 2U);
}

TEST(CoverageTest, AnExplainedBreakStaysHoweverShort) {
  const Span hole{{2 * kUnit}, {2 * kUnit + 1}, CoverageState::Gap, GapReason::Lost};
  const Span rest{{2 * kUnit + 1}, {3 * kUnit}, CoverageState::Recorded, GapReason{}};
  EXPECT_EQ(covered({recorded_seconds(1, 2), hole, rest}).size(), 3U);
}

TEST(CoverageTest, RecordedTimeWinsOverGaps) {
  EXPECT_EQ(covered({gap_seconds(1, 9), recorded_seconds(3, 4)}),
            (Coverage{gap_seconds(1, 3), recorded_seconds(3, 4), gap_seconds(4, 9)}));
  EXPECT_EQ(covered({recorded_seconds(3, 4), gap_seconds(1, 9)}),
            (Coverage{gap_seconds(1, 3), recorded_seconds(3, 4), gap_seconds(4, 9)}));
  EXPECT_EQ(covered({gap_seconds(1, 3), recorded_seconds(1, 3)}), Coverage{recorded_seconds(1, 3)});
}

TEST(CoverageTest, GapsFillOnlyWhatNothingCovers) {
  EXPECT_EQ(covered({gap_seconds(1, 3), gap_seconds(2, 5, GapReason::DiskSlow)}),
            (Coverage{gap_seconds(1, 3), gap_seconds(3, 5, GapReason::DiskSlow)}));
}

TEST(CoverageTest, WhatIsRemovedLeavesNothing) {
  EXPECT_EQ(without({recorded_seconds(1, 9)}, {3 * kUnit}, {4 * kUnit}),
            (Coverage{recorded_seconds(1, 3), recorded_seconds(4, 9)}));
  EXPECT_EQ(without({recorded_seconds(1, 2), gap_seconds(2, 3)}, {0}, {9 * kUnit}), Coverage{});
  EXPECT_EQ(without({recorded_seconds(1, 2)}, {2 * kUnit}, {3 * kUnit}),
            Coverage{recorded_seconds(1, 2)});
}

TEST(CoverageTest, EmptyTimeChangesNothing) {
  EXPECT_EQ(covered({recorded_seconds(1, 2), recorded_seconds(5, 5), gap_seconds(7, 6)}),
            Coverage{recorded_seconds(1, 2)});
}

// A map from each second to its state, as plainly as can be.
TEST(CoverageTest, RunsSayTheSameAsSecondsCountedOneByOne) {
  std::mt19937 random{42};
  for (int round = 0; round < 300; ++round) {
    std::array<int, 40> seconds{};  // 0 nothing, -1 recorded, else the reason
    Coverage coverage;
    for (int i = 0; i < 12; ++i) {
      const std::uint64_t from = random() % 38;
      const std::uint64_t to = from + 1 + random() % (39 - from);
      const auto reason = static_cast<GapReason>(1 + random() % 3);
      const bool is_gap = random() % 2 == 0;
      coverage =
          with_span(coverage, is_gap ? gap_seconds(from, to, reason) : recorded_seconds(from, to));
      for (std::uint64_t second = from; second < to; ++second) {
        if (!is_gap) seconds[second] = -1;
        if (is_gap && seconds[second] == 0) seconds[second] = static_cast<int>(reason);
      }
      std::array<int, 40> said{};
      base::Ticks last{};
      for (const Span& run : coverage) {
        ASSERT_GE(run.from, last);
        ASSERT_LT(run.from, run.to);
        last = run.to;
        for (std::uint64_t at = run.from.count / kUnit; at < run.to.count / kUnit; ++at) {
          said[at] = run.state == CoverageState::Recorded ? -1 : static_cast<int>(run.reason);
        }
      }
      ASSERT_EQ(said, seconds);
    }
  }
}

}  // namespace
}  // namespace storage

// Goal: every packet that did not come is counted, and none that did.

#include "media/rtp/sequence_tracker.h"

#include <gtest/gtest.h>

#include <array>

namespace media {
namespace {

using Arrival = SequenceTracker::Arrival;

TEST(SequenceTrackerTest, CountsOnOverTheWrap) {
  SequenceTracker tracker;
  for (const std::uint16_t sequence : std::array<std::uint16_t, 4>{65534, 65535, 0, 1}) {
    EXPECT_EQ(tracker.take(sequence), Arrival::Next);
  }
  EXPECT_EQ(tracker.received(), 4U);
  EXPECT_EQ(tracker.lost(), 0U);
  EXPECT_EQ(tracker.extended_highest(), 0x1'0001U);
}

TEST(SequenceTrackerTest, AGapTellsHowManyAreMissing) {
  SequenceTracker tracker;
  tracker.take(65535);
  EXPECT_EQ(tracker.take(3), Arrival::Gap);
  EXPECT_EQ(tracker.missing(), 3U);
  EXPECT_EQ(tracker.lost(), 3U);
  EXPECT_EQ(tracker.take(4), Arrival::Next);
  EXPECT_EQ(tracker.missing(), 0U);
}

TEST(SequenceTrackerTest, ALatePacketFillsItsGapOnce) {
  SequenceTracker tracker;
  tracker.take(10);
  tracker.take(13);
  EXPECT_EQ(tracker.take(11), Arrival::Late);
  EXPECT_EQ(tracker.take(11), Arrival::Duplicate);
  EXPECT_EQ(tracker.take(13), Arrival::Duplicate);
  EXPECT_EQ(tracker.lost(), 1U);
  EXPECT_EQ(tracker.reordered(), 1U);
  EXPECT_EQ(tracker.duplicates(), 2U);
  EXPECT_EQ(tracker.received(), 3U);
}

TEST(SequenceTrackerTest, WhatCameBeforeTheFirstIsNotMissed) {
  SequenceTracker tracker;
  tracker.take(10);
  EXPECT_EQ(tracker.take(9), Arrival::Duplicate);
  EXPECT_EQ(tracker.lost(), 0U);
}

TEST(SequenceTrackerTest, TheHistoryEnds64PacketsAgo) {
  SequenceTracker tracker;
  tracker.take(100);
  tracker.take(102);
  tracker.take(101 + 63);
  EXPECT_EQ(tracker.take(101), Arrival::Late);
  tracker.take(103 + 64);
  EXPECT_EQ(tracker.take(103), Arrival::Duplicate);
}

TEST(SequenceTrackerTest, AJumpIsBelievedWhenItGoesOn) {
  SequenceTracker tracker;
  tracker.take(10);
  EXPECT_EQ(tracker.take(10 + 2999), Arrival::Gap);
  EXPECT_EQ(tracker.take(3009 + 3000), Arrival::Stray);
  EXPECT_EQ(tracker.take(3010), Arrival::Next);
  EXPECT_EQ(tracker.take(40000), Arrival::Stray);
  EXPECT_EQ(tracker.take(40001), Arrival::Restart);
  EXPECT_EQ(tracker.take(40002), Arrival::Next);
  EXPECT_EQ(tracker.lost(), 2998U);
}

}  // namespace
}  // namespace media

// Goal: NAL units leave the depacketizer as they entered the network, and loss is never silent.

#include "media/rtp/h264_depacketizer.h"

#include <gtest/gtest.h>

#include "tests/unit/media/rtp/packets.h"

namespace media {
namespace {

const base::Bytes kSps = make_unit({0x67}, 12);
const base::Bytes kPps = make_unit({0x68}, 4);
const base::Bytes kSei = make_unit({0x06}, 30);
const base::Bytes kIdr = make_unit({0x65}, 9);
const base::Bytes kSlice = make_unit({0x41}, 9);

base::Bytes stap_a(const std::vector<base::Bytes>& units) {
  base::ByteWriter out;
  out.put(std::uint8_t{24});
  for (const base::Bytes& unit : units) {
    out.put(static_cast<std::uint16_t>(unit.size()));
    out.put(unit);
  }
  return std::move(out).take();
}

const base::Bytes kFirst = {0x7c, 0x85, 1, 2};  // FU-A of an IDR slice: start
const base::Bytes kMiddle = {0x7c, 0x05, 3, 4};
const base::Bytes kLast = {0x7c, 0x45, 5};
const base::Bytes kFragmented = {0x65, 1, 2, 3, 4, 5};

TEST(H264DepacketizerTest, APictureIsCompleteAtItsMarker) {
  H264Depacketizer depacketizer;
  const auto samples = Feed{depacketizer}
                           .send(10, false, kSps)
                           .send(10, false, kPps)
                           .send(10, false, kSei)
                           .send(10, true, kIdr)
                           .send(20, true, kSlice)
                           .flush();
  EXPECT_EQ(samples, (std::vector<Sample>{
                         {length_prefixed({kSps, kPps, kSei, kIdr}), 10, true, false},
                         {length_prefixed({kSlice}), 20, false, false},
                     }));
}

TEST(H264DepacketizerTest, APictureWithoutMarkerIsCompleteWhenTimeGoesOn) {
  H264Depacketizer depacketizer;
  const auto samples = Feed{depacketizer}.send(10, false, kSlice).send(20, false, kIdr).flush();
  EXPECT_EQ(samples, (std::vector<Sample>{
                         {length_prefixed({kSlice}), 10, false, false},
                         {length_prefixed({kIdr}), 20, true, false},
                     }));
}

TEST(H264DepacketizerTest, AggregatesAreTakenApart) {
  H264Depacketizer depacketizer;
  const auto samples = Feed{depacketizer}.send(10, true, stap_a({kSps, kPps, kIdr})).flush();
  EXPECT_EQ(samples, (std::vector<Sample>{{length_prefixed({kSps, kPps, kIdr}), 10, true, false}}));
}

TEST(H264DepacketizerTest, FragmentsAreJoined) {
  H264Depacketizer depacketizer;
  const auto samples = Feed{depacketizer}
                           .send(10, false, kFirst)
                           .send(10, false, kMiddle)
                           .send(10, true, kLast)
                           .flush();
  EXPECT_EQ(samples, (std::vector<Sample>{{length_prefixed({kFragmented}), 10, true, false}}));
}

TEST(H264DepacketizerTest, ParameterSetsUnderAMarkerOfTheirOwnWaitForThePicture) {
  H264Depacketizer depacketizer;
  const auto samples =
      Feed{depacketizer}.send(9, true, kSps).send(10, true, kPps).send(10, true, kIdr).flush();
  EXPECT_EQ(samples, (std::vector<Sample>{{length_prefixed({kSps, kPps, kIdr}), 10, true, false}}));
}

TEST(H264DepacketizerTest, ALostFragmentDamagesItsPictureAndLeavesNoHalfUnit) {
  H264Depacketizer depacketizer;
  const auto samples = Feed{depacketizer}
                           .send(10, false, kSlice)
                           .send(10, false, kFirst)
                           .lose()
                           .send(10, true, kLast)
                           .send(20, true, kSlice)
                           .flush();
  EXPECT_EQ(samples, (std::vector<Sample>{
                         {length_prefixed({kSlice}), 10, false, true},
                         {length_prefixed({kSlice}), 20, false, false},
                     }));
  EXPECT_EQ(depacketizer.sequence().lost(), 1U);
}

TEST(H264DepacketizerTest, LossBetweenTwoPicturesDamagesBoth) {
  H264Depacketizer depacketizer;
  const auto samples =
      Feed{depacketizer}.send(10, false, kSlice).lose(2).send(20, true, kSlice).flush();
  EXPECT_EQ(samples, (std::vector<Sample>{
                         {length_prefixed({kSlice}), 10, false, true},
                         {length_prefixed({kSlice}), 20, false, true},
                     }));
}

TEST(H264DepacketizerTest, APictureOfWhichNothingIsLeftDamagesTheNext) {
  H264Depacketizer depacketizer;
  const auto samples = Feed{depacketizer}
                           .send(10, true, kSlice)
                           .send(20, true, kMiddle)
                           .send(30, true, kSlice)
                           .flush();
  EXPECT_EQ(samples, (std::vector<Sample>{
                         {length_prefixed({kSlice}), 10, false, false},
                         {length_prefixed({kSlice}), 30, false, true},
                     }));
}

TEST(H264DepacketizerTest, AFragmentedUnitThatNeverEndsDamagesThePicture) {
  H264Depacketizer depacketizer;
  const auto samples = Feed{depacketizer}.send(10, false, kFirst).send(10, true, kSlice).flush();
  EXPECT_EQ(samples, (std::vector<Sample>{{length_prefixed({kSlice}), 10, false, true}}));
}

TEST(H264DepacketizerTest, WhatItCannotReadDamagesThePicture) {
  const base::Bytes cut_aggregate = {24, 0, 5, 0x41};
  const base::Bytes nested_aggregate = {24, 0, 2, 24, 0};
  const base::Bytes interleaved = {29, 0x85, 0, 0, 1};
  const base::Bytes reserved = {0x60, 1};
  const base::Bytes cut_fragment = {0x7c};
  const base::Bytes aggregate_in_fragment = {0x7c, 0x98, 1};
  for (const auto& payload : {cut_aggregate, nested_aggregate, interleaved, reserved, cut_fragment,
                              aggregate_in_fragment}) {
    H264Depacketizer depacketizer;
    const auto samples = Feed{depacketizer}.send(10, false, payload).send(10, true, kSlice).flush();
    EXPECT_EQ(samples, (std::vector<Sample>{{length_prefixed({kSlice}), 10, false, true}}))
        << base::hex(payload);
  }
}

TEST(H264DepacketizerTest, AnEmptyPacketChangesNothing) {
  H264Depacketizer depacketizer;
  const auto samples = Feed{depacketizer}.send(10, false, {}).send(10, true, kSlice).flush();
  EXPECT_EQ(samples, (std::vector<Sample>{{length_prefixed({kSlice}), 10, false, false}}));
}

TEST(H264DepacketizerTest, NoSampleGrowsPastTheLimit) {
  H264Depacketizer depacketizer;
  Feed feed{depacketizer};
  const base::Bytes large = make_unit({0x41}, 60'000);
  for (std::size_t sent = 0; sent < kSampleBytesMax + 2 * large.size(); sent += large.size()) {
    feed.send(10, false, large);
  }
  const auto samples = feed.send(20, true, kSlice).flush();
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_LE(samples[0].data.size(), kSampleBytesMax);
  EXPECT_GT(samples[0].data.size(), kSampleBytesMax - large.size() - 4);
  EXPECT_TRUE(samples[0].damaged);
  EXPECT_EQ(samples[1], (Sample{length_prefixed({kSlice}), 20, false, false}));
}

TEST(H264DepacketizerTest, AStreamOfSeisOnlyDoesNotGrow) {
  H264Depacketizer depacketizer;
  Feed feed{depacketizer};
  const base::Bytes sei = make_unit({0x06}, 1000);
  for (std::uint32_t time = 0; time < 1000; ++time) feed.send(time, true, sei);
  const auto samples = feed.send(1000, true, kSlice).flush();
  ASSERT_EQ(samples.size(), 1U);
  EXPECT_LE(samples[0].data.size(), 70'000U);
  EXPECT_TRUE(samples[0].damaged);
}

TEST(H264DepacketizerTest, ALatePacketIsCountedAndDropped) {
  H264Depacketizer depacketizer;
  const auto push = [&](std::uint16_t sequence, std::uint32_t time) {
    return depacketizer.push(
        {.marker = true, .sequence = sequence, .time = time, .payload = kSlice});
  };
  EXPECT_EQ(push(1, 10).size(), 1U);
  EXPECT_TRUE(push(3, 30).at(0).damaged);
  EXPECT_TRUE(push(2, 20).empty());
  EXPECT_FALSE(push(4, 40).at(0).damaged);
  EXPECT_EQ(depacketizer.sequence().reordered(), 1U);
}

}  // namespace
}  // namespace media

// Goal: NAL units of H.265 leave the depacketizer as they entered the network.

#include "media/rtp/h265_depacketizer.h"

#include <gtest/gtest.h>

#include "tests/unit/media/rtp/packets.h"

namespace media {
namespace {

const base::Bytes kH265Vps = make_unit({0x40, 0x01}, 12);
const base::Bytes kH265Idr = make_unit({0x26, 0x01}, 9);  // type 19
const base::Bytes kH265Trail = make_unit({0x02, 0x01}, 9);

TEST(H265DepacketizerTest, APictureIsCompleteAtItsMarker) {
  H265Depacketizer depacketizer;
  const auto samples = Feed{depacketizer}
                           .send(10, false, kH265Vps)
                           .send(10, true, kH265Idr)
                           .send(20, true, kH265Trail)
                           .flush();
  EXPECT_EQ(samples, (std::vector<Sample>{
                         {length_prefixed({kH265Vps, kH265Idr}), 10, true, false},
                         {length_prefixed({kH265Trail}), 20, false, false},
                     }));
}

TEST(H265DepacketizerTest, EveryKindOfRandomAccessPictureIsKey) {
  for (int type = 0; type < 32; ++type) {
    H265Depacketizer depacketizer;
    const auto unit = make_unit({static_cast<std::uint8_t>(type << 1), 1}, 5);
    const auto samples = Feed{depacketizer}.send(10, true, unit).flush();
    ASSERT_EQ(samples.size(), 1U);
    EXPECT_EQ(samples[0].key, type >= 16 && type <= 23) << type;
  }
}

TEST(H265DepacketizerTest, AggregatesAreTakenApart) {
  H265Depacketizer depacketizer;
  base::Bytes packet{0x60, 0x01, 0, 12};
  base::append(packet, kH265Vps);
  base::append(packet, base::Bytes{0, 9});
  base::append(packet, kH265Idr);
  const auto samples = Feed{depacketizer}.send(10, true, packet).flush();
  EXPECT_EQ(samples,
            (std::vector<Sample>{{length_prefixed({kH265Vps, kH265Idr}), 10, true, false}}));
}

TEST(H265DepacketizerTest, FragmentsAreJoinedUnderTheirHeader) {
  H265Depacketizer depacketizer;
  const auto samples = Feed{depacketizer}
                           .send(10, false, {0x63, 0x09, 0x93, 1, 2})  // start of type 19
                           .send(10, false, {0x63, 0x09, 0x13, 3})
                           .send(10, true, {0x63, 0x09, 0x53, 4})
                           .flush();
  EXPECT_EQ(samples,
            (std::vector<Sample>{{length_prefixed({{0x27, 0x09, 1, 2, 3, 4}}), 10, true, false}}));
}

TEST(H265DepacketizerTest, WhatItCannotReadDamagesThePicture) {
  const base::Bytes short_unit = {0x02};
  const base::Bytes paci = {0x64, 0x01, 0, 0};
  const base::Bytes cut_aggregate = {0x60, 0x01, 0, 9, 0x02};
  const base::Bytes cut_fragment = {0x62, 0x01};
  const base::Bytes fragmented_aggregate = {0x62, 0x01, 0xb0, 1};
  for (const auto& payload :
       {short_unit, paci, cut_aggregate, cut_fragment, fragmented_aggregate}) {
    H265Depacketizer depacketizer;
    const auto samples =
        Feed{depacketizer}.send(10, false, payload).send(10, true, kH265Trail).flush();
    EXPECT_EQ(samples, (std::vector<Sample>{{length_prefixed({kH265Trail}), 10, false, true}}))
        << base::hex(payload);
  }
}

TEST(H265DepacketizerTest, ALostFragmentDamagesThePicture) {
  H265Depacketizer depacketizer;
  const auto samples = Feed{depacketizer}
                           .send(10, false, {0x62, 0x01, 0x93, 1, 2})
                           .lose()
                           .send(10, false, {0x62, 0x01, 0x53, 4})
                           .send(10, true, kH265Trail)
                           .flush();
  EXPECT_EQ(samples, (std::vector<Sample>{{length_prefixed({kH265Trail}), 10, false, true}}));
}

}  // namespace
}  // namespace media

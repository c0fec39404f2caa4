// Goal: no key that a camera tells us ends up beside the footage.

#include "nvr/ingest/sdp_text.h"

#include <gtest/gtest.h>

namespace nvr {
namespace {

TEST(SdpTextTest, LinesThatHoldKeysAreLeftOut) {
  EXPECT_EQ(
      without_keys("v=0\r\nk=clear:abc\r\nm=video 0 RTP/SAVP 96\r\n"
                   "a=crypto:1 AES inline:xyz\r\na=key-mgmt:mikey AAA\r\na=rtpmap:96 H264/90000"),
      "v=0\r\nm=video 0 RTP/SAVP 96\r\na=rtpmap:96 H264/90000");
  EXPECT_EQ(without_keys(""), "");
}

}  // namespace
}  // namespace nvr

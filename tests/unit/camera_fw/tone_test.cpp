// Goal: the tone has exactly as many samples as time passes, and joins without a seam.
#include "camera-fw/capture/tone.h"

#include <gtest/gtest.h>

#include "media/audio/g711.h"

namespace {

TEST(ToneTest, ASecondOfPiecesIsASecondOfSamples) {
  const camera_fw::Tone tone;
  for (const int fps : {25, 30}) {
    std::size_t samples = 0;
    for (int i = 0; i < fps; ++i) samples += tone.piece(static_cast<std::uint64_t>(i), fps).size();
    EXPECT_EQ(samples, camera_fw::kToneRate) << fps;
  }
}

TEST(ToneTest, BeginsEachSecondLouder) {
  const camera_fw::Tone tone;
  const auto loudest = [&](std::uint64_t counter) {
    int level = 0;
    for (const auto sample : media::decode_mu_law(tone.piece(counter, 25))) {
      level = std::max<int>(level, sample);
    }
    return level;
  };
  EXPECT_GT(loudest(50), 2 * loudest(60));
  EXPECT_EQ(tone.piece(3, 25), tone.piece(28, 25));
}

}  // namespace

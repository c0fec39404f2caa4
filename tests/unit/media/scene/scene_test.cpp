#include "media/scene/scene.h"

#include <gtest/gtest.h>

#include "media/codec/h264_encoder.h"
#include "media/codec/scaler.h"
#include "media/codec/video_decoder.h"
#include "media/scene/frame_mark.h"

namespace media {
namespace {

using std::chrono::milliseconds;

constexpr SceneTime kStart{milliseconds{1'796'000'000'123}};

SceneTime time_of(std::uint32_t counter) {
  return kStart + milliseconds{40} * counter;
}

std::uint32_t low_ms(SceneTime time) {
  return static_cast<std::uint32_t>(time.time_since_epoch().count());
}

bool same(const Picture& a, const Picture& b) {
  return a.y == b.y && a.u == b.u && a.v == b.v;
}

TEST(FrameMark, IsReadBackAtEverySize) {
  for (const int width : {320, 640, 1280, 1920, 3840}) {
    for (const FrameMark mark : {FrameMark{0, 0}, FrameMark{~0U, ~0U}, FrameMark{4711, 815}}) {
      Picture picture{width, width * 9 / 16};
      draw_frame_mark(picture, mark);
      EXPECT_EQ(FrameMarkReader{}.read(picture), mark) << width;
    }
  }
}

TEST(FrameMark, IsNotSeenWhereThereIsNone) {
  Picture picture{640, 360};
  EXPECT_FALSE(FrameMarkReader{}.read(picture));
  std::ranges::fill(picture.y, std::uint8_t{235});
  EXPECT_FALSE(FrameMarkReader{}.read(picture));
  EXPECT_FALSE(FrameMarkReader{}.read({}, 640, 360, 640));
}

TEST(FrameMark, WithAnyCellFlippedIsRefused) {
  Picture picture{320, 180};
  draw_frame_mark(picture, {.counter = 1234, .unix_ms = 5678});
  for (int cell = 0; cell < 96; ++cell) {
    Picture damaged = picture;
    const int left = (2 + cell % 32) * 4;
    const int top = (40 + cell / 32) * 4;
    for (int y = top; y < top + 4; ++y) {
      for (int x = left; x < left + 4; ++x) {
        auto& level = damaged.y[static_cast<std::size_t>(y) * 320 + static_cast<std::size_t>(x)];
        level = level > 100 ? 16 : 235;
      }
    }
    EXPECT_FALSE(FrameMarkReader{}.read(damaged)) << cell;
  }
}

TEST(FrameMark, TellsThePicturesAge) {
  const FrameMark mark{.unix_ms = low_ms(kStart)};
  EXPECT_EQ(picture_age(mark, kStart + milliseconds{250}), milliseconds{250});
  EXPECT_EQ(picture_age(mark, kStart - milliseconds{3}), milliseconds{-3});
}

TEST(FrameMark, AgeSurvivesTheWrapOfMilliseconds) {
  const FrameMark mark{.unix_ms = 0xffff'fff0};
  const SceneTime later{milliseconds{0x1'0000'0010}};
  EXPECT_EQ(picture_age(mark, later), milliseconds{32});
}

// Drawing only what changed must not show: any frame is the same whatever was drawn before it.
TEST(Scene, PictureDependsOnFrameAndTimeOnly) {
  const Scene::Options options{.camera_name = "Gate", .seed = 3, .fps = 25};
  Scene from_the_start{options};
  for (std::uint32_t counter = 0; counter <= 1000; counter += 20) {
    const Picture& drawn = from_the_start.draw(counter, time_of(counter));
    if (counter % 100 != 0) continue;
    Scene alone{options};
    EXPECT_TRUE(same(drawn, alone.draw(counter, time_of(counter)))) << counter;
  }
}

TEST(Scene, SomethingMovesInEveryFrame) {
  Scene scene{{.camera_name = "Gate"}};
  const Picture first = scene.draw(0, time_of(0));
  EXPECT_FALSE(same(first, scene.draw(1, time_of(1))));
}

TEST(Scene, CamerasOfDifferentSeedsLookDifferent) {
  Scene one{{.camera_name = "Gate", .seed = 1}};
  Scene two{{.camera_name = "Gate", .seed = 2}};
  EXPECT_FALSE(same(one.draw(0, kStart), two.draw(0, kStart)));
}

TEST(Scene, TakesAnyName) {
  Scene scene{{.camera_name = "Tür \xff\x01 " + std::string(200, 'x')}};
  EXPECT_EQ(FrameMarkReader{}.read(scene.draw(7, kStart)).value().counter, 7U);
}

TEST(Scene, MarkSurvivesCodingAtOneMegabitAndScaling) {
  Scene scene{{.camera_name = "Gate", .seed = 3}};
  auto encoder = H264Encoder::open({.bitrate_kbps = 1000, .gop = 10}).value();
  auto decoder = VideoDecoder::open(VideoCodec::H264).value();
  Scaler scaler;
  for (std::uint32_t counter = 200; counter < 220; ++counter) {
    const auto encoded = encoder.encode(scene.draw(counter, time_of(counter)));
    const auto decoded = decoder.decode(encoded.value().data).value();
    ASSERT_TRUE(decoded);
    const FrameMark expected{.counter = counter, .unix_ms = low_ms(time_of(counter))};
    EXPECT_EQ(FrameMarkReader{}.read(*decoded), expected);
    EXPECT_EQ(FrameMarkReader{}.read(scaler.scale(*decoded, 640, 360).value()), expected);
  }
}

}  // namespace
}  // namespace media

// Goal: a clip made of records plays in a reader that is not ours, and has every picture in it.

#include "media/mp4/clip.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "media/codec/h264_encoder.h"
#include "media/codec/scaler.h"
#include "media/h26x/parameter_sets.h"
#include "media/mp4/fragment_writer.h"
#include "media/mp4/init_writer.h"
#include "media/scene/scene.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_directory.h"

namespace media {
namespace {

constexpr std::uint32_t kPictureTicks = kVideoTimescale / 25;
constexpr std::uint32_t kGroup = 10;  // pictures of a record
constexpr std::uint64_t kGroupTicks = std::uint64_t{kGroup} * kPictureTicks;

// Twenty pictures a segment, as a recorder would have stored them, with silence beside them.
class ClipPlays : public testing::Test {
 protected:
  void add_segment(std::uint32_t first_counter, std::chrono::seconds origin) {
    std::uint64_t decode_time = 0;
    for (std::uint32_t group = 0; group < 2; ++group, decode_time += kGroupTicks) {
      const auto pictures = encode(first_counter + group * kGroup);
      if (group == 0) begin(pictures.front().data, origin);
      std::vector<FragmentSample> samples;
      for (const auto& picture : pictures) {
        samples.push_back({.data = picture.data, .duration = kPictureTicks, .key = picture.key});
      }
      add(write_fragment(kVideoTrack, group + 1, decode_time, samples));
      const base::Bytes silence(3200, 0xff);
      const FragmentSample sound{.data = silence, .duration = 3200};
      add(write_fragment(kAudioTrack, group + 1, std::uint64_t{group} * 3200, {&sound, 1}));
    }
  }

  test_support::Ended count_frames() {
    const Clip clip = std::move(builder_).finish().value();
    const std::string path = folder_ / "clip.mp4";
    std::ofstream file{path, std::ios::binary};
    for (const ClipPart& part : clip.parts(0, clip.bytes())) {
      const base::ByteView from = part.head ? clip.head() : records_[part.record];
      file << base::as_text(from.subspan(part.offset, part.bytes));
    }
    file.close();
    return test_support::run_program({CUSTODY_BIN_DIR "/frame_counter", "--json", path});
  }

 private:
  std::vector<EncodedPicture> encode(std::uint32_t counter) {
    std::vector<EncodedPicture> pictures;
    for (std::uint32_t i = 0; i < kGroup; ++i, ++counter) {
      const Picture& drawn =
          scene_.draw(counter, SceneTime{std::chrono::milliseconds{40} * counter});
      pictures.push_back(encoder_.encode(scaler_.scale(drawn, 640, 360).value(), i == 0).value());
    }
    return pictures;
  }
  void begin(base::ByteView key_frame, std::chrono::seconds origin) {
    ParameterSets sets{VideoCodec::H264};
    ASSERT_TRUE(sets.update(key_frame).value());
    const auto init = write_init({.video = sets.format().value(), .audio = AudioFormat{}});
    ASSERT_TRUE(builder_.begin_segment(init.value(), origin));
  }
  void add(base::Bytes record) {
    records_.push_back(std::move(record));
    ASSERT_TRUE(
        builder_.add_record(static_cast<std::uint32_t>(records_.size() - 1), records_.back()));
  }

  test_support::TemporaryDirectory folder_;
  Scene scene_{{.camera_name = "Clip"}};
  Scaler scaler_;
  H264Encoder encoder_ =
      H264Encoder::open({.width = 640, .height = 360, .bitrate_kbps = 1000, .gop = 100}).value();
  ClipBuilder builder_;
  std::vector<base::Bytes> records_;
};

TEST_F(ClipPlays, WithEveryPicture) {
  add_segment(0, std::chrono::seconds{1'796'000'000});
  const auto ended = count_frames();
  EXPECT_EQ(ended.out,
            "{\"pictures\":20,\"marked\":20,\"first\":0,\"last\":19,\"contiguous\":true,"
            "\"breaks\":[]}\n");
  EXPECT_EQ(ended.status, 0);
}

TEST_F(ClipPlays, AcrossAGapThatIsSeen) {
  add_segment(0, std::chrono::seconds{1'796'000'000});
  add_segment(100, std::chrono::seconds{1'796'000'010});
  const auto ended = count_frames();
  EXPECT_EQ(ended.out,
            "{\"pictures\":40,\"marked\":40,\"first\":0,\"last\":119,\"contiguous\":false,"
            "\"breaks\":[{\"after\":19,\"next\":100}]}\n");
  EXPECT_EQ(ended.status, 1);
}

TEST(FrameCounter, SaysWhenThereIsNoFilm) {
  const auto ended =
      test_support::run_program({CUSTODY_BIN_DIR "/frame_counter", "/nonexistent.mp4"});
  EXPECT_EQ(ended.status, 2);
  EXPECT_EQ(ended.err, "frame_counter: cannot read the file as video\n");
}

}  // namespace
}  // namespace media

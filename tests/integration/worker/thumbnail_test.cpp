// Goal: custodyd gets a small JPEG of any key frame, and an Error of anything else.

#include <gtest/gtest.h>
#include <signal.h>

#include <random>

#include "nvr/worker/worker_runner.h"
#include "tests/support/key_frame.h"
#include "tests/support/run_program.h"

namespace nvr {
namespace {

class ThumbnailTest : public testing::TestWithParam<media::VideoCodec> {
 protected:
  ThumbnailTest() { ::signal(SIGPIPE, SIG_IGN); }

  ThumbnailJob job() const {
    return {.codec = GetParam(), .key_frame = test_support::key_frame(GetParam())};
  }

  WorkerRunner runner_{
      {.program = CUSTODY_BIN_DIR "/custody-worker", .time_max = std::chrono::minutes{1}}};
};

TEST_P(ThumbnailTest, IsAJpegOf320By180) {
  const auto jpeg = runner_.thumbnail(job());
  ASSERT_TRUE(jpeg) << jpeg.error().message;
  const std::string text = base::hex(*jpeg);
  EXPECT_TRUE(text.starts_with("ffd8ff"));
  EXPECT_TRUE(text.ends_with("ffd9"));
  EXPECT_NE(text.find("ffc000110800b40140"), std::string::npos);
}

TEST_P(ThumbnailTest, TakesParameterSetsApart) {
  ThumbnailJob apart = job();
  // The sets are what comes before the picture's own unit, the last one.
  std::size_t at = 0;
  for (std::size_t next = 0; next < apart.key_frame.size();) {
    at = next;
    const auto* length = apart.key_frame.data() + at;
    next += 4 + (std::size_t{length[1]} << 16 | std::size_t{length[2]} << 8 | length[3]);
  }
  const auto split = apart.key_frame.begin() + static_cast<std::ptrdiff_t>(at);
  apart.parameter_sets.assign(apart.key_frame.begin(), split);
  apart.key_frame.erase(apart.key_frame.begin(), split);
  EXPECT_EQ(runner_.thumbnail(apart).value(), runner_.thumbnail(job()).value());
}

TEST_P(ThumbnailTest, OfHostileBytesEndsCleanly) {
  std::mt19937 dice{20261129};
  for (int round = 0; round < 12; ++round) {
    ThumbnailJob hostile = job();
    for (int change = 0; change < 1 << round % 6; ++change) {
      hostile.key_frame[dice() % hostile.key_frame.size()] = static_cast<std::uint8_t>(dice());
    }
    const auto jpeg = runner_.thumbnail(hostile);
    if (jpeg) continue;
    // Neither a crash nor a call that the jail forbids.
    EXPECT_NE(jpeg.error().kind, base::ErrorKind::Corrupt) << jpeg.error().message;
  }
}

TEST_P(ThumbnailTest, OfNoPictureIsInvalidInput) {
  ThumbnailJob empty = job();
  empty.key_frame = {0, 0, 0, 2, 0, 0};
  const auto jpeg = runner_.thumbnail(empty);
  ASSERT_FALSE(jpeg);
  EXPECT_EQ(jpeg.error().kind, base::ErrorKind::InvalidInput);
}

INSTANTIATE_TEST_SUITE_P(Codecs, ThumbnailTest,
                         testing::Values(media::VideoCodec::H264, media::VideoCodec::H265),
                         [](const auto& codec) {
                           return codec.param == media::VideoCodec::H264 ? "H264" : "H265";
                         });

TEST(Worker, RefusesWhatIsNoJob) {
  ::signal(SIGPIPE, SIG_IGN);
  WorkerRunner runner{
      {.program = CUSTODY_BIN_DIR "/custody-worker", .time_max = std::chrono::minutes{1}}};
  const auto output = runner.run("thumbnail", base::as_bytes("junk"));
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().kind, base::ErrorKind::InvalidInput);
}

TEST(Worker, SaysWhichJobsItKnows) {
  const auto ended = test_support::run_program({CUSTODY_BIN_DIR "/custody-worker", "paint"});
  EXPECT_EQ(ended.status, 2);
  EXPECT_EQ(ended.err, "custody-worker: unknown job 'paint'; see --help\n");
}

}  // namespace
}  // namespace nvr

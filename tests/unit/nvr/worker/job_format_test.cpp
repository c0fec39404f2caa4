#include "nvr/worker/job_format.h"

#include <gtest/gtest.h>

namespace nvr {
namespace {

const ThumbnailJob kJob{.codec = media::VideoCodec::H265,
                        .width = 320,
                        .parameter_sets = {1, 2},
                        .key_frame = {3, 4, 5}};

TEST(ThumbnailJob, ComesBackAsItWasWritten) {
  const auto job = parse_thumbnail_job(marshal(kJob));
  ASSERT_TRUE(job);
  EXPECT_EQ(job->codec, kJob.codec);
  EXPECT_EQ(job->width, kJob.width);
  EXPECT_EQ(job->parameter_sets, kJob.parameter_sets);
  EXPECT_EQ(job->key_frame, kJob.key_frame);
}

TEST(ThumbnailJob, RefusesTooFewAndTooManyBytes) {
  base::Bytes bytes = marshal(kJob);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(parse_thumbnail_job(base::ByteView{bytes}.first(size))) << size;
  }
  bytes.push_back(0);
  EXPECT_FALSE(parse_thumbnail_job(bytes));
}

TEST(ThumbnailJob, HoldsTheLimitsOfItsWidth) {
  for (const auto width : std::initializer_list<std::uint16_t>{16, 1920}) {
    ThumbnailJob job = kJob;
    job.width = width;
    EXPECT_TRUE(parse_thumbnail_job(marshal(job))) << width;
  }
  for (const auto width : std::initializer_list<std::uint16_t>{0, 14, 17, 1922}) {
    ThumbnailJob job = kJob;
    job.width = width;
    EXPECT_FALSE(parse_thumbnail_job(marshal(job))) << width;
  }
}

TEST(ThumbnailJob, NeedsAPictureAndAKnownCodec) {
  ThumbnailJob job = kJob;
  job.key_frame.clear();
  EXPECT_FALSE(parse_thumbnail_job(marshal(job)));
  base::Bytes bytes = marshal(kJob);
  bytes[4] = 3;
  EXPECT_FALSE(parse_thumbnail_job(bytes));
}

}  // namespace
}  // namespace nvr

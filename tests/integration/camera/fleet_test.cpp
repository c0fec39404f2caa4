// Goal: FFmpeg watches simulated cameras as it watches real ones, with Digest, and what it records
// goes on without a gap where the loop begins again.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "media/h26x/nal_parser.h"
#include "nvr/fleet/fleet_server.h"
#include "nvr/fleet/frame_stamp_format.h"
#include "tests/integration/camera/camera_world.h"

namespace {

class FleetServerTest : public testing::Test {
 protected:
  void serve(nvr::FleetServer::Options options) {
    options.width = 640;
    options.height = 360;
    options.gop_s = 1;
    options.bitrate_kbps = 500;
    auto made = nvr::FleetServer::make(std::move(options), clock_);
    ASSERT_TRUE(made) << made.error().message;
    server_ = *std::move(made);
    ASSERT_TRUE(server_->start());
  }
  ~FleetServerTest() override {
    if (server_) {
      EXPECT_TRUE(server_->stop(clock_.steady()));
    }
  }
  std::string at(const std::string& who, const std::string& path) const {
    return "rtsp://" + who + "127.0.0.1:" + std::to_string(server_->port()) + path;
  }

  base::RealClock clock_;
  test_support::TemporaryDirectory root_;
  std::unique_ptr<nvr::FleetServer> server_;
};

TEST_F(FleetServerTest, StampsGoOnWhereTheLoopBeginsAgain) {
  serve({.count = 2});
  const std::string file = root_ / "cam1.h264";
  const auto recorded = camera_test::record(at("", "/cam1"), "5", file);
  ASSERT_EQ(recorded.status, 0) << recorded.err;
  std::ifstream input{file, std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{input}, {}};
  media::AnnexBNals nals{base::as_bytes(bytes)};
  std::vector<std::uint64_t> counters;
  while (const auto nal = nals.next()) {
    const auto stamp = nvr::parse_frame_stamp(media::VideoCodec::H264, *nal);
    if (stamp) counters.push_back(stamp->counter);
  }
  ASSERT_GT(counters.size(), 60U);  // more than the loop of two seconds
  for (std::size_t i = 1; i < counters.size(); ++i) EXPECT_EQ(counters[i], counters[i - 1] + 1);
}

TEST_F(FleetServerTest, DigestIsAskedForWhenThereIsAUser) {
  serve({.count = 1, .sub = true, .user = "load", .password = crypto::Secret::copy_of("secret")});
  EXPECT_EQ(camera_test::ffprobe(at("load:secret@", "/cam0/sub")).status, 0);
  EXPECT_NE(camera_test::ffprobe(at("load:wrong@", "/cam0")).status, 0);
  EXPECT_NE(camera_test::ffprobe(at("", "/cam0")).status, 0);
}

TEST_F(FleetServerTest, SpeaksTlsWhenAsked) {
  serve({.count = 1, .tls = true});
  const auto probed =
      camera_test::ffprobe("rtsps://127.0.0.1:" + std::to_string(server_->port()) + "/cam0");
  EXPECT_EQ(probed.status, 0) << probed.err;
}

}  // namespace

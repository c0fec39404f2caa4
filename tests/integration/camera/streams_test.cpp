// Goal: players and recorders of others, and our own clients, watch the camera over RTSP and RTSPS;
// who does not know the password sees nothing; who misbehaves disturbs nobody.

#include <gtest/gtest.h>

#include <memory>

#include "crypto/tls/tls_session.h"
#include "media/rtp/h264_depacketizer.h"
#include "media/rtp/rtcp_format.h"
#include "media/rtp/rtp_format.h"
#include "tests/integration/camera/camera_world.h"

namespace {

using camera_test::CameraWorld;
using camera_test::ffprobe;
using camera_test::kPassword;
using camera_test::record;
using test_support::LoopbackSocket;
using test_support::RtspClient;

class StreamsTest : public testing::Test {
 protected:
  StreamsTest() { EXPECT_EQ(world_.claim().status, 201); }

  std::string plain_url(const std::string& path) const {
    return "rtsp://127.0.0.1:" + std::to_string(world_.rtsp) + path;
  }

  CameraWorld world_;
};

TEST_F(StreamsTest, FfprobeSeesBothStreams) {
  const auto main = ffprobe(world_.url("/main"));
  EXPECT_EQ(main.status, 0) << main.err;
  EXPECT_NE(main.out.find("h264,1920,1080,25/1"), std::string::npos) << main.out;
  EXPECT_NE(main.out.find("pcm_mulaw"), std::string::npos) << main.out;
  const auto sub = ffprobe(world_.url("/sub"));
  EXPECT_NE(sub.out.find("h264,640,360,25/1"), std::string::npos) << sub.out << sub.err;
}

TEST_F(StreamsTest, NoPictureIsMissingInWhatFfmpegRecordsOverTls) {
  const std::string file = (world_.root() / "main.mkv").string();
  const auto recorded = record(world_.tls_url("/main"), "3", file);
  ASSERT_EQ(recorded.status, 0) << recorded.err;
  const auto counted = camera_test::run_limited({CUSTODY_BIN_DIR "/frame_counter", file});
  EXPECT_EQ(counted.status, 0) << counted.out;
}

TEST_F(StreamsTest, WrongPasswordIsRefused) {
  const auto refused = ffprobe(world_.url("/main", "wrong"));
  EXPECT_NE(refused.status, 0);
  EXPECT_NE(refused.err.find("401"), std::string::npos) << refused.err;
}

TEST_F(StreamsTest, OurClientAuthenticatesBySha256AndGetsPicturesWithTheirTime) {
  LoopbackSocket socket{world_.rtsp};
  RtspClient client{[&](std::string_view bytes) { return socket.send(bytes); },
                    [&] { return socket.read_some(); }};
  client.use("demo", kPassword, false);
  ASSERT_EQ(client.watch(plain_url("/sub"), 1), 200);
  EXPECT_EQ(client.challenge()->algorithm, http::DigestAlgorithm::Sha256);

  const auto report = client.next_packet();
  ASSERT_TRUE(report && report->channel == 1);
  const auto reports = media::parse_rtcp(report->bytes).value();
  const auto& sender = std::get<media::SenderReport>(reports.at(0));
  const auto age = base::RealClock{}.wall() - media::from_ntp(sender.ntp_time);
  EXPECT_LT(std::chrono::abs(age), camera_test::kLong);

  media::H264Depacketizer depacketizer;
  std::vector<media::Sample> samples;
  while (samples.size() < 3) {
    const auto packet = client.next_packet();
    ASSERT_TRUE(packet);
    if (packet->channel != 0) continue;
    for (auto& sample : depacketizer.push(media::parse_rtp(packet->bytes).value())) {
      samples.push_back(std::move(sample));
    }
  }
  EXPECT_TRUE(samples[0].key);
  EXPECT_EQ(samples[0].rtp_time, sender.rtp_time);
  EXPECT_EQ(samples[2].rtp_time - samples[1].rtp_time, 3600U);
}

TEST_F(StreamsTest, TlsIsUnderTheDevicesOwnCertificate) {
  test_support::RawConnection connection{world_.client_reactor(), world_.rtsps,
                                         world_.client_tls({})};
  ASSERT_TRUE(connection.ok());
  EXPECT_EQ(connection.tls()->peer, world_.certificate());
  RtspClient client{[&](std::string_view bytes) { return connection.send(bytes); },
                    [&] { return connection.read_some(); }};
  client.use("demo", kPassword);
  EXPECT_EQ(client.watch("rtsps://localhost:" + std::to_string(world_.rtsps) + "/sub", 1), 200);
  EXPECT_TRUE(client.next_packet());
}

TEST_F(StreamsTest, HundredIdleConnectionsKeepNobodyOut) {
  std::vector<std::unique_ptr<LoopbackSocket>> idle;
  for (int i = 0; i < 200; ++i) {
    idle.push_back(std::make_unique<LoopbackSocket>(i % 2 == 0 ? world_.rtsp : world_.rtsps));
    EXPECT_TRUE(idle.back()->connected());
  }
  const auto sub = ffprobe(world_.url("/sub"));
  EXPECT_EQ(sub.status, 0) << sub.err;
}

TEST_F(StreamsTest, HostileRequestsAreRefusedAndTheCameraGoesOn) {
  for (const std::string& hostile :
       {std::string(100'000, 'A'), std::string{"OPTIONS * RTSP/1.0\r\nCSeq: -1\r\n\r\n"},
        std::string{"DESCRIBE rtsp://h/main RTSP/1.0\r\nCSeq: 1\r\nContent-Length: -1\r\n\r\n"},
        std::string{"PLAY rtsp://h/main RTSP/1.0\r\nCSeq: 1\r\nSession: x\r\n\r\n"},
        std::string{"$\1\xff\xff", 4} + std::string(70'000, '\0'), std::string(5000, '\n'),
        "GET / RTSP/1.0\r\n" + std::string(3000, 'x') + ": y\r\n\r\n"}) {
    LoopbackSocket socket{world_.rtsp};
    socket.send(hostile);
    ::shutdown(socket.fd(), SHUT_WR);
    std::string all;
    for (auto part = socket.read_some(); !part.empty(); part = socket.read_some()) all += part;
    EXPECT_TRUE(all.empty() || all.starts_with("RTSP/1.0 4")) << all.substr(0, 200);
  }
  EXPECT_EQ(ffprobe(world_.url("/sub")).status, 0);
}

}  // namespace

// Goal: over a real connection a client is challenged, watches, is held to every limit, and leaves
// nothing behind.
#include "rtsp/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "media/rtp/rtp_format.h"
#include "rtsp/service.h"
#include "tests/support/rtsp_client.h"
#include "tests/unit/rtsp/feed_fixture.h"
#include "web/http/digest.h"

namespace {

using rtsp_test::picture;
using rtsp_test::sound;
using test_support::LoopbackSocket;
using test_support::RtspClient;

rtsp::Gate::Options gate_for_viewer(const std::atomic<bool>& known) {
  rtsp::Gate::Options options;
  options.digest.realm = "test";
  options.delay_first = std::chrono::milliseconds{1};
  options.delay_max = std::chrono::milliseconds{1};
  options.look_up = [&known](std::string_view user,
                             http::DigestAlgorithm algorithm) -> std::optional<crypto::Secret> {
    if (user != "viewer" || !known) return std::nullopt;
    return http::digest_verifier(algorithm, user, "test", crypto::Secret::copy_of("right"));
  };
  return options;
}

class World {
 public:
  explicit World(rtsp::ServerOptions options = {}) {
    options.endpoints = {{.address = "127.0.0.1", .port = 0}};
    std::vector<std::unique_ptr<rtsp::Server>> servers;
    servers.push_back(std::make_unique<rtsp::Server>(reactor_, clock_, ids_, mounts_, &gate_,
                                                     std::move(options)));
    service_ = std::make_unique<rtsp::Service>(reactor_, clock_, std::move(servers));
    if (!service_->start()) throw std::runtime_error{"cannot listen"};
  }
  ~World() { (void)service_->stop(clock_.steady()); }

  std::atomic<bool> viewer_known = true;

  std::uint16_t port() { return service_->server(0).endpoints().at(0).port; }
  std::string url() { return "rtsp://127.0.0.1:" + std::to_string(port()) + "/main"; }

  template <typename Function>
  auto on_reactor(Function function) {
    std::promise<decltype(function())> promise;
    reactor_.post([&] { promise.set_value(function()); });
    return promise.get_future().get();
  }
  bool publish(std::size_t track, const media::Sample& sample) {
    return on_reactor([&] { return feed_.publish(track, sample, clock_.wall()).has_value(); });
  }
  std::size_t receivers() {
    return on_reactor([this] { return feed_.receiver_count(); });
  }
  void revisit() { service_->server(0).revisit(); }
  std::size_t connections() {
    return on_reactor([this] { return service_->server(0).connections(); });
  }
  // Within one turn of the reactor.
  std::size_t receivers_after_close() {
    return on_reactor([this] {
      service_->server(0).close();
      return feed_.receiver_count();
    });
  }
  // The far end sees its close a moment later.
  void wait_until(const std::function<bool()>& done) {
    while (!done()) std::this_thread::yield();
  }

 private:
  base::RealClock clock_;
  base::KernelIdSource ids_;
  http::Reactor reactor_;
  rtsp::Feed feed_{rtsp_test::video_and_sound(), ids_};
  rtsp::Mounts mounts_{{"/main", &feed_}};
  rtsp::Gate gate_{gate_for_viewer(viewer_known), clock_, ids_};
  std::unique_ptr<rtsp::Service> service_;
};

class Viewer {
 public:
  explicit Viewer(World& world) : socket{world.port()} {}
  LoopbackSocket socket;
  RtspClient client{[this](std::string_view bytes) { return socket.send(bytes); },
                    [this] { return socket.read_some(); }};
};

TEST(ServerTest, WatchingGivesReportAndPicturesInOrder) {
  World world;
  Viewer viewer{world};
  viewer.client.use("viewer", "right");
  ASSERT_EQ(viewer.client.watch(world.url(), 2), 200);
  EXPECT_EQ(viewer.client.challenge()->algorithm, http::DigestAlgorithm::Sha256);
  ASSERT_TRUE(world.publish(0, picture(true, 3600, 4000)));
  ASSERT_TRUE(world.publish(1, sound(320)));
  EXPECT_EQ(viewer.client.next_packet()->channel, 1);
  for (int i = 0; i < 3; ++i) {
    const auto packet = viewer.client.next_packet();
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->channel, 0);
    EXPECT_EQ(media::parse_rtp(packet->bytes)->time, 3600U);
  }
  EXPECT_EQ(viewer.client.next_packet()->channel, 3);
  EXPECT_EQ(viewer.client.next_packet()->channel, 2);
}

TEST(ServerTest, WhoeverTheFilterRefusesIsClosedWithoutAByteAndCutWhenRevisited) {
  std::atomic<bool> open = true;
  rtsp::ServerOptions options;
  options.accepts = [&](const http::Peer&) { return open.load(); };
  World world{std::move(options)};
  Viewer viewer{world};
  viewer.client.use("viewer", "right");
  ASSERT_EQ(viewer.client.watch(world.url(), 2), 200);
  world.wait_until([&] { return world.receivers() == 1; });
  open = false;
  Viewer refused{world};
  EXPECT_EQ(refused.socket.read_some(), "");
  world.revisit();
  world.wait_until([&] { return world.receivers() == 0; });
  EXPECT_EQ(world.connections(), 0U);
  EXPECT_EQ(viewer.socket.read_some(), "");
}

TEST(ServerTest, WhoeverLosesTheAccountLosesTheStream) {
  World world;
  Viewer viewer{world};
  viewer.client.use("viewer", "right");
  ASSERT_EQ(viewer.client.watch(world.url(), 2), 200);
  world.wait_until([&] { return world.receivers() == 1; });
  world.viewer_known = false;
  world.wait_until([&] { return world.receivers() == 0; });
  EXPECT_EQ(viewer.socket.read_some(), "");
}

TEST(ServerTest, ClosingLeavesNoSessionOnAFeed) {
  World world;
  Viewer viewer{world};
  viewer.client.use("viewer", "right");
  ASSERT_EQ(viewer.client.watch(world.url(), 2), 200);
  world.wait_until([&] { return world.receivers() == 1; });
  EXPECT_EQ(world.receivers_after_close(), 0U);
}

TEST(ServerTest, WithoutThePasswordNothingIsTold) {
  World world;
  Viewer viewer{world};
  for (const char* method : {"OPTIONS", "DESCRIBE", "SETUP", "PLAY", "GET_PARAMETER", "BREW"}) {
    EXPECT_EQ(viewer.client.ask(method, world.url()).status, 401) << method;
  }
  EXPECT_EQ(world.receivers(), 0U);
}

TEST(ServerTest, WrongPasswordIsDeniedAndEndsTheConnectionWhenRepeated) {
  World world;
  Viewer viewer{world};
  int status = 401;
  int tries = 0;
  for (; status == 401 && tries < 20; ++tries) {
    viewer.client.use("viewer", "wrong");
    status = viewer.client.ask("DESCRIBE", world.url()).status;
  }
  EXPECT_EQ(status, 0);
  EXPECT_LT(tries, 10);
}

TEST(ServerTest, ClientThatLeavesIsForgotten) {
  World world;
  {
    Viewer viewer{world};
    viewer.client.use("viewer", "right");
    ASSERT_EQ(viewer.client.watch(world.url(), 1), 200);
    EXPECT_EQ(world.receivers(), 1U);
  }
  world.wait_until([&] { return world.receivers() == 0 && world.connections() == 0; });
}

TEST(ServerTest, SessionOfAnotherConnectionIsUnknown) {
  World world;
  Viewer one{world};
  one.client.use("viewer", "right");
  ASSERT_EQ(one.client.watch(world.url(), 1), 200);
  Viewer two{world};
  two.client.use("viewer", "right");
  EXPECT_EQ(two.client.ask("TEARDOWN", world.url(), {{"Session", one.client.session}}).status, 454);
  EXPECT_EQ(world.receivers(), 1U);
}

TEST(ServerTest, RubbishIsAnsweredOnceAndCut) {
  World world;
  for (const std::string& rubbish :
       {std::string{"GET / HTTP/1.1\r\n\r\n"}, std::string(20'000, 'A'),
        std::string{"\0\1\2\r\n\r\n", 7},
        std::string{
            "DESCRIBE rtsp://h/main RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 99999999\r\n\r\n"},
        std::string{"$\0\0\4abcd", 8}, std::string{"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"}}) {
    LoopbackSocket socket{world.port()};
    ASSERT_TRUE(socket.connected());
    socket.send(rubbish);
    std::string all;
    for (std::string part = socket.read_some(); !part.empty(); part = socket.read_some())
      all += part;
    EXPECT_TRUE(all.empty() || all.starts_with("RTSP/1.0 400")) << all;
  }
}

TEST(ServerTest, FullHouseMakesRoomByItsOldestStranger) {
  World world{{.connections_max = 4}};
  std::vector<std::unique_ptr<LoopbackSocket>> idle;
  for (int i = 0; i < 12; ++i) {
    idle.push_back(std::make_unique<LoopbackSocket>(world.port()));
    ASSERT_TRUE(idle.back()->connected());
  }
  Viewer viewer{world};
  viewer.client.use("viewer", "right");
  EXPECT_EQ(viewer.client.watch(world.url(), 1), 200);
  EXPECT_EQ(idle.front()->read_some(), "");
  EXPECT_LE(world.connections(), 4U);
}

TEST(ServerTest, WhoWatchesIsNotThrownOutByStrangers) {
  World world{{.connections_max = 2}};
  Viewer one{world};
  one.client.use("viewer", "right");
  ASSERT_EQ(one.client.watch(world.url(), 1), 200);
  std::vector<std::unique_ptr<LoopbackSocket>> idle;
  for (int i = 0; i < 12; ++i) idle.push_back(std::make_unique<LoopbackSocket>(world.port()));
  world.wait_until([&] { return world.connections() == 2; });
  ASSERT_TRUE(world.publish(0, picture(true, 3600)));
  EXPECT_TRUE(one.client.next_packet());
}

TEST(ServerTest, SlowClientLosesWholePicturesAndRecoversAtAKeyFrame) {
  rtsp::ServerOptions options;
  options.limits.playout.queued_bytes_max = 64 * 1024;
  World world{std::move(options)};
  Viewer viewer{world};
  viewer.client.use("viewer", "right");
  ASSERT_EQ(viewer.client.watch(world.url(), 1), 200);
  // Far more than the sockets' buffers take while nobody reads.
  constexpr std::uint32_t kPictures = 400;
  for (std::uint32_t i = 0; i < kPictures; ++i) {
    ASSERT_TRUE(world.publish(0, picture(i % 10 == 0, i * 3600, 100'000)));
  }
  std::uint32_t last = 0;
  bool gap = false;
  // What was queued comes first; then a key frame that is published once there is room again.
  std::uint32_t time = kPictures * 3600;
  while (!gap) {
    ASSERT_TRUE(world.publish(0, picture(true, time, 1000)));
    const auto packet = viewer.client.next_packet();
    ASSERT_TRUE(packet);
    if (packet->channel != 0) continue;
    const auto rtp = media::parse_rtp(packet->bytes);
    ASSERT_TRUE(rtp);
    gap = rtp->time > last + 3600;
    last = rtp->time;
    time += 3600;
  }
}

}  // namespace

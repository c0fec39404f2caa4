// Goal: the view follows the recorder, resumes where it stopped, begins anew when it must, and says
// when nobody answers. Method: a recorder that the test plays.

#include "nvr/view/recorder_link.h"

#include <gtest/gtest.h>

#include <semaphore>
#include <thread>

#include "tests/support/temporary_directory.h"
#include "tests/unit/nvr/fake_peer.h"

namespace nvr {
namespace {

using namespace std::chrono_literals;
using base::Json;

const base::Id kLinkCamera{{9}};

class RecorderLinkTest : public testing::Test {
 protected:
  // A recorder that answers `follow` with what it has, and remembers from where it was asked.
  std::unique_ptr<nvr_test::FakePeer> recorder() {
    return std::make_unique<nvr_test::FakePeer>(socket_, [this](base::ipc::Server& server) {
      server.handle("follow", [this, &server](const base::ipc::Request& request) {
        asked_from_.with([&](std::vector<std::int64_t>& all) {
          all.push_back(request.payload.arguments.get_int("from").value());
        });
        server.subscribe(request.reply_to);
        follower_ = request.reply_to;
        return base::ipc::Reply{};
      });
      server.handle("cameras", [](const base::ipc::Request&) {
        base::ipc::Reply reply;
        Json camera;
        camera["camera"] = base::to_string(kLinkCamera);
        camera["name"] = "Gate";
        camera["url"] = "rtsp://192.0.2.7/main";
        reply.arguments["cameras"] = Json{Json::Array{camera}};
        return reply;
      });
      server.handle("volumes", [](const base::ipc::Request&) {
        base::ipc::Reply reply;
        Json volume;
        volume["volume"] = base::to_string(base::Id{{7}});
        volume["path"] = "/v";
        volume["free_bytes"] = 1;
        volume["total_bytes"] = 2;
        reply.arguments["volumes"] = Json{Json::Array{volume}};
        return reply;
      });
    });
  }

  static Json camera_told(std::int64_t n, const char* name) {
    Json change;
    change["n"] = n;
    change["kind"] = "camera";
    change["camera"] = base::to_string(kLinkCamera);
    change["name"] = name;
    return change;
  }
  void push(nvr_test::FakePeer& peer, const char* event, Json arguments) {
    peer.post([this, event, arguments](base::ipc::Server& server) {
      (void)server.push(follower_, event, {.arguments = arguments});
    });
  }
  // The link works on threads of its own: looks until it has.
  template <typename Done>
  static void until(const Done& done) {
    while (!done()) std::this_thread::sleep_for(1ms);
  }
  void until_followed(std::size_t times) {
    until([&] { return asked_from_.with([](const auto& all) { return all.size(); }) >= times; });
  }

  test_support::TemporaryDirectory folder_;
  const std::string socket_ = folder_ / "recorder.sock";
  base::RealClock clock_;
  test_support::MemoryLog lines_;
  base::Logger logger_{lines_, clock_, "test"};
  std::unique_ptr<FootageView> view_ = FootageView::open(folder_ / "view.db").value();
  ChangesFeed feed_;
  base::Guarded<std::vector<std::int64_t>> asked_from_;
  base::ipc::ReplyTo follower_{};  // of the fake's thread
  RecorderLink link_{{.socket = socket_, .ask_every = 5ms}, *view_, feed_, logger_, clock_};
};

TEST_F(RecorderLinkTest, TakesWhatItIsToldAndResumesThere) {
  auto peer = recorder();
  ASSERT_TRUE(link_.start());
  until_followed(1);
  push(*peer, "change", camera_told(41, "Gate"));
  until([&] { return view_->position() == 41; });
  peer.reset();
  until([&] { return !link_.answers(); });
  peer = recorder();
  until_followed(2);
  EXPECT_EQ(asked_from_.with([](const auto& all) { return all; }),
            (std::vector<std::int64_t>{0, 41}));
}

TEST_F(RecorderLinkTest, AResetForgetsWhatCameBefore) {
  auto peer = recorder();
  ASSERT_TRUE(link_.start());
  until_followed(1);
  push(*peer, "change", camera_told(41, "Old"));
  push(*peer, "reset", Json{Json::Object{{"epoch", "x"}}});
  push(*peer, "change", camera_told(5, "New"));
  until([&] { return view_->position() == 5; });
}

TEST_F(RecorderLinkTest, KnowsTheDetailsOfCamerasAndWhereVolumesAre) {
  auto peer = recorder();
  ASSERT_TRUE(link_.start());
  until([&] {
    const auto camera = view_->camera(kLinkCamera).value();
    return camera && camera->details.get_string("url");
  });
  until([&] { return link_.volume_path(base::Id{{7}}) == "/v"; });
  peer.reset();
  until([&] { return !link_.answers(); });
  EXPECT_EQ(link_.volume_path(base::Id{{7}}), "/v");
  EXPECT_EQ(link_.volume_path(base::Id{{8}}), std::nullopt);
}

TEST_F(RecorderLinkTest, VolumesAreKnownAfterARestartWithoutARecorder) {
  auto peer = recorder();
  ASSERT_TRUE(link_.start());
  until([&] { return !view_->note("volumes").is_null(); });
  ASSERT_TRUE(link_.stop({}));
  RecorderLink other{{.socket = folder_ / "nobody"}, *view_, feed_, logger_, clock_};
  EXPECT_EQ(other.volume_path(base::Id{{7}}), "/v");
  EXPECT_FALSE(other.answers());
}

}  // namespace
}  // namespace nvr

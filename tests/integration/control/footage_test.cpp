// Goal: from a camera's address to its pictures, live, played back and as a file, through the API
// alone. Method: real programs, and a camera that the test plays.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/guarded.h"
#include "tests/integration/control/control_world.h"
#include "tests/integration/recorder/rtsp_source.h"

namespace {

using base::Json;
using control_test::ControlWorld;

Json object_of(Json::Object members) {
  return Json{std::move(members)};
}

// What a WebSocket heard so far.
struct Heard {
  std::vector<std::string> texts;
  std::vector<base::Bytes> binaries;
  bool closed = false;
};

class Listener : public http::WebSocketSession {
 public:
  explicit Listener(std::shared_ptr<base::Guarded<Heard>> heard) : heard_{std::move(heard)} {}
  void on_open(http::WebSocketSender) override {}
  void on_text(std::string_view text) override {
    heard_->with([&](Heard& heard) { heard.texts.emplace_back(text); });
  }
  void on_binary(base::ByteView bytes) override {
    heard_->with([&](Heard& heard) { heard.binaries.emplace_back(bytes.begin(), bytes.end()); });
  }
  void on_close(http::CloseCode) override {
    heard_->with([](Heard& heard) { heard.closed = true; });
  }

 private:
  std::shared_ptr<base::Guarded<Heard>> heard_;
};

class FootageTest : public testing::Test {
 protected:
  FootageTest() {
    world_.start();
    world_.claim();
  }

  std::string add_camera(const char* password = "a good password") {
    return world_.add_camera(source_.url(), password);
  }
  std::string state_of(const std::string& camera) {
    const auto json = world_.get("/api/v1/cameras/" + camera).json();
    const Json* state = json.find("state");
    const Json* main = state != nullptr ? state->find("main") : nullptr;
    return main != nullptr ? main->get_string("state").value() : "";
  }
  Json recorded(const std::string& camera, int seconds) { return world_.recorded(camera, seconds); }
  static std::string range_of(const Json& span) { return ControlWorld::range_of(span); }

  // First, because it goes last: when nobody pulls it any more.
  recorder_test::RtspSource source_{{}};
  ControlWorld world_;
};

TEST_F(FootageTest, AProbeSaysWhatACameraIsAndWhyNot) {
  const auto ok = world_.post(
      "/api/v1/probe",
      object_of({{"url", source_.url()}, {"user", "eva"}, {"password", "a good password"}}));
  EXPECT_EQ(ok.status, 200);
  EXPECT_TRUE(ok.json().get_bool("ok").value()) << base::as_text(ok.body);
  EXPECT_FALSE(ok.json().find("streams")->as_array()->empty());
  const auto wrong = world_.post(
      "/api/v1/probe",
      object_of({{"url", source_.url()}, {"user", "eva"}, {"password", "a bad password"}}));
  EXPECT_EQ(wrong.text("code"), "wrong_password");
}

TEST_F(FootageTest, ACameraIsAddedRecordedAndPlayedBack) {
  const std::string camera = add_camera();
  const Json span = recorded(camera, 4);
  EXPECT_EQ(state_of(camera), "recording");

  const auto index = world_.get("/api/v1/cameras/" + camera + "/playback" + range_of(span)).json();
  const Json& segment = index.find("segments")->as_array()->at(0);
  EXPECT_TRUE(segment.get_string("mime").value().starts_with("video/mp4; codecs=\"avc1."));
  const auto init = world_.get(segment.get_string("init").value());
  ASSERT_EQ(init.status, 200) << init.code();
  EXPECT_EQ(base::as_text(init.body).substr(4, 4), "ftyp");
  const auto& records = *segment.find("records")->as_array();
  ASSERT_GE(records.size(), 3U);
  EXPECT_TRUE(records.front().get_bool("key").value());
  const std::string media =
      "/api/v1/segments/" + segment.get_string("segment").value() +
      "/media.mp4?first=" + std::to_string(records.front().get_int("number").value()) +
      "&last=" + std::to_string(records.back().get_int("number").value());
  const auto run = world_.get(media);
  ASSERT_EQ(run.status, 200) << run.code();
  EXPECT_EQ(base::as_text(run.body).substr(4, 4), "moof");
  EXPECT_EQ(run.headers.find("X-Custody-Altered"), nullptr);

  const auto recordings = world_.get("/api/v1/recordings?camera=" + camera).json();
  EXPECT_EQ(recordings.find("recordings")->as_array()->at(0).get_string("sealed").value(),
            "sealed on arrival");
}

TEST_F(FootageTest, AClipIsOneFileThatTakesRanges) {
  const std::string camera = add_camera();
  const std::string range = range_of(recorded(camera, 4));
  const auto told = world_.get("/api/v1/cameras/" + camera + "/clip" + range);
  ASSERT_EQ(told.status, 200) << told.code();
  const auto whole = world_.get("/api/v1/cameras/" + camera + "/clip.mp4" + range);
  ASSERT_EQ(whole.status, 200) << whole.code();
  EXPECT_EQ(static_cast<std::int64_t>(whole.body.size()), told.json().get_int("bytes").value());
  EXPECT_TRUE(whole.headers.get("Content-Disposition").starts_with("attachment; filename=\"Gate_"));
  http::Headers some;
  some.set("Range", "bytes=100-299");
  const auto part = world_.get("/api/v1/cameras/" + camera + "/clip.mp4" + range, some);
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, base::Bytes(whole.body.begin() + 100, whole.body.begin() + 300));
}

TEST_F(FootageTest, LivePicturesComeAndChangesAreTold) {
  const std::string camera = add_camera();
  const auto live = std::make_shared<base::Guarded<Heard>>();
  const auto changes = std::make_shared<base::Guarded<Heard>>();
  world_.open_websocket("/api/v1/ws/changes", std::make_unique<Listener>(changes));
  world_.open_websocket("/api/v1/ws/live?camera=" + camera + "&stream=main",
                        std::make_unique<Listener>(live));
  EXPECT_TRUE(world_.wait(
      [&] { return live->with([](const Heard& heard) { return heard.binaries.size() >= 10; }); }));
  live->with([](const Heard& heard) {
    ASSERT_FALSE(heard.texts.empty());
    EXPECT_NE(heard.texts.back().find("\"type\":\"format\""), std::string::npos);
    EXPECT_EQ(base::as_text(heard.binaries[0]).substr(4, 4), "ftyp");
    EXPECT_EQ(base::as_text(heard.binaries[1]).substr(4, 4), "moof");
  });
  EXPECT_TRUE(world_.wait([&] {
    return changes->with([](const Heard& heard) {
      for (const std::string& text : heard.texts) {
        if (text.find("\"type\":\"footage\"") != std::string::npos) return true;
      }
      return false;
    });
  }));
}

TEST_F(FootageTest, AnEndedSessionClosesItsWebSockets) {
  const std::string camera = add_camera();
  const auto live = std::make_shared<base::Guarded<Heard>>();
  world_.open_websocket("/api/v1/ws/live?camera=" + camera, std::make_unique<Listener>(live));
  EXPECT_TRUE(world_.wait(
      [&] { return live->with([](const Heard& heard) { return !heard.binaries.empty(); }); }));
  EXPECT_EQ(world_.send(http::Method::Delete, "/api/v1/session", {}).status, 204);
  EXPECT_TRUE(
      world_.wait([&] { return live->with([](const Heard& heard) { return heard.closed; }); }));
}

TEST_F(FootageTest, AWrongPasswordIsRefusedOnceAndMendedByAnEdit) {
  const std::string camera = add_camera("a bad password");
  EXPECT_TRUE(world_.wait([&] { return state_of(camera) == "refused"; }));
  const auto mended = world_.send(http::Method::Patch, "/api/v1/cameras/" + camera,
                                  object_of({{"password", "a good password"}}));
  EXPECT_EQ(mended.status, 200) << mended.code();
  EXPECT_TRUE(world_.wait([&] { return state_of(camera) == "recording"; }));
  EXPECT_EQ(world_.send(http::Method::Delete, "/api/v1/cameras/" + camera, {}).status, 204);
  EXPECT_EQ(world_.get("/api/v1/cameras/" + camera).status, 404);
}

TEST_F(FootageTest, AnotherAddressNeedsThePasswordAgain) {
  const std::string camera = add_camera();
  const auto refused = world_.send(http::Method::Patch, "/api/v1/cameras/" + camera,
                                   object_of({{"url", "rtsp://192.0.2.7/main"}}));
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.json().find("errors")->as_array()->at(0).get_string("field").value(),
            "/password");
  const auto renamed =
      world_.send(http::Method::Patch, "/api/v1/cameras/" + camera, object_of({{"name", "Door"}}));
  EXPECT_EQ(renamed.text("name"), "Door");
}

TEST_F(FootageTest, TheConsoleChecksAndOpensTheArchiveWithThePrintedKey) {
  const std::string camera = add_camera();
  const Json span = recorded(camera, 4);
  const std::string state = world_.recorder_state();
  const auto check = world_.custody({"store", "check", "--deep", "--state", state});
  EXPECT_EQ(check.status, 0) << check.out << check.err;
  const auto list =
      world_.custody({"store", "list", "--camera", camera, "--json", "--state", state});
  EXPECT_EQ(list.status, 0) << list.err;
  EXPECT_NE(list.out.find("\"stream\":\"main\""), std::string::npos);

  const std::string key_file = world_.root() + "/recovery-key";
  std::ofstream{key_file} << world_.recovery_key() << "\n";
  const std::string out = world_.root() + "/clip.mp4";
  const auto cat = world_.custody(
      {"store", "cat", "--camera", camera, "--from", span.get_string("from").value(), "--to",
       span.get_string("to").value(), "--out", out, "--key-file", key_file, "--state", state});
  EXPECT_EQ(cat.status, 0) << cat.out << cat.err;
  EXPECT_GT(std::filesystem::file_size(out), 1000U);
}

TEST_F(FootageTest, FootageIsListedAndPlayedWhileTheRecorderIsAway) {
  const std::string camera = add_camera();
  const std::string range = range_of(recorded(camera, 3));
  world_.init().stop(control_test::kRecorder);
  EXPECT_TRUE(world_.wait([&] { return state_of(camera) == "lost"; }));
  const auto clip = world_.get("/api/v1/cameras/" + camera + "/clip.mp4" + range);
  EXPECT_EQ(clip.status, 200) << clip.code();
}

}  // namespace

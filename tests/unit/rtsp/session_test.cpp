// Goal: requests get the answers RFC 2326 gives them, in the right order and in the wrong one.
#include "rtsp/session.h"

#include <gtest/gtest.h>

#include "tests/unit/rtsp/feed_fixture.h"

namespace {

class SilentFlow : public rtsp::Session::Flow {
 public:
  void receive(const std::shared_ptr<const rtsp::Unit>&) override {}
  void on_play(const rtsp::Feed&,
               const std::map<std::size_t, rtsp::Playout::Channels>& tracks) override {
    playing = tracks.size();
  }
  void on_pause() override { playing = 0; }
  std::size_t playing = 0;
};

class SessionTest : public testing::Test {
 protected:
  static constexpr const char* kUrl = "rtsp://127.0.0.1:5544/main";
  static constexpr const char* kTcp = "RTP/AVP/TCP;unicast;interleaved=0-1";
  using Headers = std::vector<std::pair<std::string, std::string>>;

  media::RtspResponse ask(std::string method, std::string uri, const Headers& headers = {}) {
    media::RtspRequest request;
    request.method = std::move(method);
    request.uri = std::move(uri);
    request.headers.add("CSeq", "7");
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    auto response = session_.answer(request);
    session_.start_flow();
    return response;
  }
  std::string id_of(const media::RtspResponse& response) {
    const auto value = response.headers.get("Session");
    return std::string{value.substr(0, value.find(';'))};
  }
  std::string set_up() {
    return id_of(ask("SETUP", std::string{kUrl} + "/track0", {{"Transport", kTcp}}));
  }

  base::KernelIdSource ids_;
  rtsp::Feed feed_{rtsp_test::video_and_sound(), ids_};
  rtsp::Feed other_{rtsp_test::video_and_sound(), ids_};
  rtsp::Mounts mounts_{{"/main", &feed_}, {"/sub", &other_}};
  SilentFlow flow_;
  rtsp::Session session_{mounts_, flow_, ids_};
};

TEST_F(SessionTest, DescribesWhatIsServed) {
  const auto response = ask("DESCRIBE", kUrl, {{"Accept", "application/sdp"}});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.get("CSeq"), "7");
  EXPECT_EQ(response.headers.get("Content-Base"), "rtsp://127.0.0.1:5544/main/");
  EXPECT_EQ(base::as_text(response.body), feed_.describe());
}

TEST_F(SessionTest, PlaysAfterSetUp) {
  const auto id = set_up();
  EXPECT_EQ(id.size(), 32U);
  const auto response = ask("PLAY", kUrl, {{"Session", id}});
  EXPECT_EQ(response.status, 200);
  EXPECT_NE(response.headers.get("RTP-Info").find("/main/track0;seq="), std::string::npos);
  EXPECT_EQ(flow_.playing, 1U);
  EXPECT_TRUE(feed_.watched());
}

TEST_F(SessionTest, PauseStopsAndPlayGoesOn) {
  const auto id = set_up();
  ask("PLAY", kUrl, {{"Session", id}});
  EXPECT_EQ(ask("PAUSE", kUrl, {{"Session", id}}).status, 200);
  EXPECT_FALSE(feed_.watched());
  EXPECT_EQ(ask("PLAY", kUrl, {{"Session", id}}).status, 200);
  EXPECT_TRUE(feed_.watched());
}

TEST_F(SessionTest, TeardownForgetsTheSession) {
  const auto id = set_up();
  ask("PLAY", kUrl, {{"Session", id}});
  EXPECT_EQ(ask("TEARDOWN", kUrl, {{"Session", id}}).status, 200);
  EXPECT_FALSE(feed_.watched());
  EXPECT_EQ(ask("PLAY", kUrl, {{"Session", id}}).status, 454);
}

TEST_F(SessionTest, ForeignSessionIsNotFound) {
  set_up();
  for (const char* method : {"PLAY", "PAUSE", "TEARDOWN", "GET_PARAMETER"}) {
    EXPECT_EQ(ask(method, kUrl, {{"Session", std::string(32, '0')}}).status, 454) << method;
  }
  EXPECT_EQ(ask("PLAY", kUrl).status, 454);
}

TEST_F(SessionTest, SetUpWhilePlayingIsNotValidInThisState) {
  const auto id = set_up();
  ask("PLAY", kUrl, {{"Session", id}});
  const Headers headers{{"Transport", "RTP/AVP/TCP;unicast;interleaved=2-3"}, {"Session", id}};
  EXPECT_EQ(ask("SETUP", std::string{kUrl} + "/track1", headers).status, 455);
}

TEST_F(SessionTest, OnlyTcpInterleavedIsSupported) {
  const std::string track = std::string{kUrl} + "/track0";
  for (const char* transport :
       {"RTP/AVP;unicast;client_port=5000-5001", "RTP/AVP/UDP;unicast",
        "RTP/SAVP/TCP;unicast;interleaved=0-1", "RTP/AVP/TCP;unicast;interleaved=3-3"}) {
    EXPECT_EQ(ask("SETUP", track, {{"Transport", transport}}).status, 461) << transport;
  }
  const std::string second = "RTP/AVP;unicast;client_port=5000-5001," + std::string{kTcp};
  EXPECT_EQ(ask("SETUP", track, {{"Transport", second}}).status, 200);
}

TEST_F(SessionTest, ChannelsAreGivenOutOnce) {
  const auto id = set_up();
  const std::string track = std::string{kUrl} + "/track1";
  EXPECT_EQ(ask("SETUP", track, {{"Transport", kTcp}, {"Session", id}}).status, 461);
  const auto response =
      ask("SETUP", track, {{"Transport", "RTP/AVP/TCP;unicast"}, {"Session", id}});
  EXPECT_EQ(response.status, 200);
  EXPECT_NE(response.headers.get("Transport").find("interleaved=2-3"), std::string::npos);
}

TEST_F(SessionTest, OneSessionIsOfOneStream) {
  const auto id = set_up();
  const Headers headers{{"Transport", "RTP/AVP/TCP;unicast;interleaved=2-3"}, {"Session", id}};
  EXPECT_EQ(ask("SETUP", "rtsp://127.0.0.1/sub/track0", headers).status, 459);
  EXPECT_EQ(ask("SETUP", kUrl, headers).status, 459);
}

TEST_F(SessionTest, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(ask("DESCRIBE", "rtsp://127.0.0.1/nothing").status, 404);
  EXPECT_EQ(ask("DESCRIBE", "rtsp://127.0.0.1/main/../sub").status, 404);
  EXPECT_EQ(ask("DESCRIBE", "no url").status, 404);
  EXPECT_EQ(ask("SETUP", "rtsp://127.0.0.1/main/track9", {{"Transport", kTcp}}).status, 404);
}

TEST_F(SessionTest, RefusesWhatItDoesNotDo) {
  EXPECT_EQ(ask("RECORD", kUrl).status, 405);
  EXPECT_EQ(ask("ANNOUNCE", kUrl).status, 405);
  EXPECT_EQ(ask("BREW", kUrl).status, 501);
  EXPECT_EQ(ask("DESCRIBE", kUrl, {{"Accept", "text/html"}}).status, 406);
  const auto required = ask("DESCRIBE", kUrl, {{"Require", "onvif-replay"}});
  EXPECT_EQ(required.status, 551);
  EXPECT_EQ(required.headers.get("Unsupported"), "onvif-replay");
}

TEST_F(SessionTest, RequestWithoutANumberIsBad) {
  for (const char* sequence : {"", "x", "12345678901"}) {
    media::RtspRequest request;
    request.method = "OPTIONS";
    request.uri = "*";
    request.headers.add("CSeq", sequence);
    EXPECT_EQ(session_.answer(request).status, 400) << sequence;
  }
}

TEST_F(SessionTest, EndLeavesTheFeed) {
  const auto id = set_up();
  ask("PLAY", kUrl, {{"Session", id}});
  session_.end();
  EXPECT_FALSE(feed_.watched());
  EXPECT_EQ(flow_.playing, 0U);
}

}  // namespace

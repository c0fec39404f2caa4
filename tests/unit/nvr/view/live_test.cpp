// Goal: every viewer begins with a format and a key picture, and a slow one harms nobody else.
// Method: entries as a ring gives them, viewers that remember.

#include <gtest/gtest.h>

#include "nvr/view/live_muxer.h"
#include "nvr/view/live_viewers.h"
#include "tests/unit/media/mp4/movie_parts.h"

namespace nvr {
namespace {

constexpr std::uint64_t kLivePicture = media::kVideoTimescale / 25;

LiveEntry init_entry(media::VideoCodec codec = media::VideoCodec::H264) {
  return {{.kind = LiveKind::Init}, media::test::init({}, codec)};
}

LiveEntry picture_entry(std::uint64_t number, bool key, std::size_t bytes = 10) {
  return {{.kind = LiveKind::Video,
           .key = key,
           .media_time = 1000 + number * kLivePicture,
           .duration = static_cast<std::uint32_t>(kLivePicture)},
          base::Bytes(bytes, static_cast<std::uint8_t>(number))};
}

class RememberingChannel : public http::WebSocketSender::Channel {
 public:
  http::WebSocketSender::Outcome send(LiveMessage message) override {
    if (full) return http::WebSocketSender::Outcome::QueueFull;
    got.push_back(std::move(message));
    return http::WebSocketSender::Outcome::Queued;
  }
  std::size_t queued_bytes() const override { return 0; }
  void close(http::CloseCode code) override { closed = code; }

  bool full = false;
  std::vector<LiveMessage> got;
  std::optional<http::CloseCode> closed;
};

class LiveTest : public testing::Test {
 protected:
  std::shared_ptr<RememberingChannel> enter(std::uint64_t id) {
    const auto channel = std::make_shared<RememberingChannel>();
    viewers_.add(id, http::WebSocketSender{channel}, [this] { return signed_in_; });
    return channel;
  }
  void push(const LiveEntry& entry) {
    const auto picture = muxer_.push(entry).value();
    if (picture) viewers_.show(*picture);
  }
  // A letter for each message: format, init (i), picture (p), lost.
  static std::string told(const RememberingChannel& channel) {
    std::string all;
    bool init = false;
    for (const LiveMessage& message : channel.got) {
      const std::string_view text = base::as_text(message->bytes);
      if (message->kind == http::WebSocketMessage::Kind::Text) {
        init = text.find("\"format\"") != std::string_view::npos;
        all += init ? 'f' : 'l';
      } else {
        all += std::exchange(init, false) ? 'i' : 'p';
      }
    }
    return all;
  }

  LiveMuxer muxer_;
  LiveViewers viewers_;
  bool signed_in_ = true;
};

TEST_F(LiveTest, AViewerGetsFormatInitAndPicturesFromAKeyPictureOn) {
  const auto viewer = enter(1);
  push(init_entry());
  push(picture_entry(0, false));
  push(picture_entry(1, true));
  push(picture_entry(2, false));
  EXPECT_EQ(told(*viewer), "fipp");
  EXPECT_NE(base::as_text(viewer->got[0]->bytes).find("avc1."), std::string_view::npos);
}

TEST_F(LiveTest, WhoComesLateBeginsWithTheGroupUnderWay) {
  push(init_entry());
  push(picture_entry(1, true));
  push(picture_entry(2, false));
  const auto late = enter(1);
  EXPECT_EQ(told(*late), "fipp");
  push(picture_entry(3, false));
  EXPECT_EQ(told(*late), "fippp");
}

TEST_F(LiveTest, ARepeatedInitIsNoNewFormat) {
  const auto viewer = enter(1);
  push(init_entry());
  push(picture_entry(1, true));
  push(init_entry());
  push(picture_entry(2, true));
  EXPECT_EQ(told(*viewer), "fipp");
}

TEST_F(LiveTest, AnotherInitOrAStepOfTimeIsANewFormat) {
  const auto viewer = enter(1);
  push(init_entry());
  push(picture_entry(1, true));
  push(init_entry(media::VideoCodec::H265));
  push(picture_entry(2, true));
  EXPECT_EQ(told(*viewer), "fipfip");
  push(picture_entry(1000, false));
  push(picture_entry(1001, true));
  EXPECT_EQ(told(*viewer), "fipfipfip");
}

TEST_F(LiveTest, ASlowViewerGoesOnAtTheNextKeyPictureAndHarmsNobody) {
  const auto slow = enter(1);
  const auto quick = enter(2);
  push(init_entry());
  push(picture_entry(1, true));
  slow->full = true;
  push(picture_entry(2, false));
  slow->full = false;
  push(picture_entry(3, false));
  push(picture_entry(4, true));
  EXPECT_EQ(told(*quick), "fipppp");
  EXPECT_EQ(told(*slow), "fipfip");
}

TEST_F(LiveTest, ALostStreamIsToldOnceAndAlsoToWhoComesThen) {
  const auto viewer = enter(1);
  push(init_entry());
  push(picture_entry(1, true));
  muxer_.lost();
  viewers_.tell_lost("unreachable", {});
  viewers_.tell_lost("unreachable", {});
  EXPECT_EQ(told(*viewer), "fipl");
  EXPECT_EQ(told(*enter(2)), "l");
  push(picture_entry(5, false));
  push(picture_entry(6, true));
  EXPECT_EQ(told(*viewer), "fiplfip");
}

TEST_F(LiveTest, AnEndedSessionIsClosed) {
  const auto viewer = enter(1);
  viewers_.check_sessions();
  EXPECT_FALSE(viewer->closed);
  signed_in_ = false;
  viewers_.check_sessions();
  EXPECT_EQ(viewer->closed, http::CloseCode::PolicyViolation);
}

}  // namespace
}  // namespace nvr

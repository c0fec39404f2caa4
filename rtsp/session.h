// One RTSP session, from SETUP to TEARDOWN: decides the answer to each request (RFC 2326, TCP
// interleaved only) and says what flows.
//
// Knows no network and no passwords: requests come here after the gate. It belongs to one
// connection, so a session id is worth nothing on another. Reactor's thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/random_id.h"
#include "media/rtsp/rtsp_message.h"
#include "media/rtsp/transport_format.h"
#include "rtsp/feed.h"
#include "rtsp/playout.h"

namespace rtsp {

// What is served under which path: "/main". Feeds outlive who uses them.
using Mounts = std::map<std::string, Feed*, std::less<>>;

inline constexpr std::uint32_t kSessionTimeoutS = 60;

class Session {
 public:
  // Hears of what flows. on_play() comes before the feed's first unit.
  class Flow : public Receiver {
   public:
    virtual void on_play(const Feed& feed,
                         const std::map<std::size_t, Playout::Channels>& tracks) = 0;
    virtual void on_pause() = 0;
  };

  Session(const Mounts& mounts, Flow& flow, base::IdSource& ids);  // all outlive the session
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // An answer with its CSeq; what it says is done.
  media::RtspResponse answer(const media::RtspRequest& request);
  // After the answer to PLAY was queued: units flow from here on.
  void start_flow();
  void end();  // as TEARDOWN does

  bool exists() const { return !id_.empty(); }
  bool playing() const { return state_ == State::Playing; }
  bool owns_channel(std::uint8_t channel) const;

 private:
  enum class State { Init, Ready, Playing };
  // A request's URL, taken apart.
  struct Place {
    std::string path;  // of the mount
    Feed* feed = nullptr;
    std::optional<std::size_t> track;
  };

  media::RtspResponse dispatch(const media::RtspRequest& request);
  media::RtspResponse describe(const media::RtspRequest& request);
  media::RtspResponse set_up(const media::RtspRequest& request);
  media::RtspResponse play(const media::RtspRequest& request);
  media::RtspResponse pause();
  media::RtspResponse tear_down();
  media::RtspResponse keep_alive(const media::RtspRequest& request);
  std::optional<media::RtspResponse> refuse_session(const media::RtspRequest& request) const;
  Place find(std::string_view uri) const;
  std::optional<Playout::Channels> choose_channels(const media::RtspTransport& wanted) const;
  void stop_flow();

  const Mounts& mounts_;
  Flow& flow_;
  base::IdSource& ids_;
  State state_ = State::Init;
  std::string id_;
  std::string path_;  // that of the first SETUP: a session is of one feed
  Feed* feed_ = nullptr;
  std::map<std::size_t, Playout::Channels> tracks_;
  bool flowing_ = false;
};

}  // namespace rtsp

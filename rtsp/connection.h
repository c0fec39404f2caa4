// One client of an RTSP server: reads requests, lets them pass the gate, writes answers and units.
//
// Everything a client can make grow or wait is limited by ConnectionLimits. A client too slow for
// its stream misses pictures up to the next key frame; one that takes nothing for write_timeout is
// cut. Reactor's thread only.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/random_id.h"
#include "media/rtsp/rtsp_parser.h"
#include "rtsp/gate.h"
#include "rtsp/playout.h"
#include "rtsp/session.h"
#include "web/http/io/reactor.h"
#include "web/http/io/stream.h"

namespace rtsp {

struct ConnectionLimits {
  media::RtspLimits request{.head_bytes_max = 8 * 1024, .fields_max = 48, .body_bytes_max = 4096};
  Playout::Options playout;
  std::size_t answers_bytes_max = 64 * 1024;  // unsent; beyond it nothing more is read
  unsigned denials_max = 6;                   // wrong answers; then the connection ends
  std::chrono::milliseconds handshake_timeout = std::chrono::seconds{10};
  std::chrono::milliseconds stranger_timeout =
      std::chrono::seconds{15};  // until it passes the gate
  std::chrono::milliseconds silence_timeout = std::chrono::seconds{kSessionTimeoutS + 5};
  std::chrono::milliseconds write_timeout = std::chrono::seconds{10};  // for what is under way
};

class Connection : public Session::Flow, public std::enable_shared_from_this<Connection> {
 public:
  struct Context {
    http::Reactor& reactor;
    const base::Clock& clock;
    base::IdSource& ids;
    const Mounts& mounts;
    Gate* gate;  // null: open to all
    const ConnectionLimits& limits;
    std::string_view user_agent;  // for the Server field
  };

  Connection(const Context& context, std::shared_ptr<http::Stream> stream, const http::Peer& peer);

  void start(std::function<void()> ended);  // `ended` is called once, later
  void close();

  const http::Peer& peer() const { return peer_; }
  bool known() const { return context_.gate == nullptr || passed_; }
  base::SteadyTime opened() const { return opened_; }
  bool playing() const { return session_.playing(); }

  void receive(const std::shared_ptr<const Unit>& unit) override;
  void on_play(const Feed& feed, const std::map<std::size_t, Playout::Channels>& tracks) override;
  void on_pause() override;

 private:
  void watch();  // the timeouts, once a second
  bool overdue(base::SteadyTime now) const;
  void read();
  void on_read(http::IoStatus status, std::size_t count);
  void take_messages();
  bool take(const media::RtspMessage& message);  // false: goes on later, or never
  void take_request(const media::RtspRequest& request);
  void answer(const media::RtspRequest& request);
  void send(media::RtspResponse response);
  void refuse(const media::RtspRequest& request, const Gate::Decision& decision);
  void finish_after(int status);
  void flush();
  void on_written(http::IoStatus status);

  Context context_;
  std::shared_ptr<http::Stream> stream_;
  http::Peer peer_;
  std::function<void()> ended_;
  media::RtspParser parser_;
  Session session_;
  std::optional<Playout> playout_;
  http::Timer watch_timer_;
  http::Timer delay_timer_;

  std::array<std::uint8_t, 4096> input_{};
  base::Bytes queued_;   // to be written next
  base::Bytes writing_;  // under way
  bool shaken_ = false;
  bool reading_ = false;
  bool delayed_ = false;    // an answer waits for its time
  bool finishing_ = false;  // ends once everything is written
  bool closed_ = false;
  std::optional<Gate::Decision> passed_;  // the gate, the last time
  unsigned denials_ = 0;
  std::size_t answers_bytes_ = 0;  // of answers in queued_
  base::SteadyTime opened_;
  base::SteadyTime heard_;
  base::SteadyTime write_began_{};
};

}  // namespace rtsp

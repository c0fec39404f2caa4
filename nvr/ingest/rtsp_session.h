// A conversation with a camera: DESCRIBE, SETUP over the same connection, PLAY, and then samples
// until it ends. Redirects are refused, a password is tried once.
//
// The listener hears: on_connected(), on_described(), on_playing(), on_sample()..., and on_end()
// once, last, unless the session is closed before. It may close() the session from any of these,
// but destroys it only later. Reactor's thread only; everything a camera can fill is bounded.
// Specification: docs/design/camera-streams.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random_id.h"
#include "crypto/secret.h"
#include "media/sdp/stream_description.h"
#include "nvr/ingest/received_sample.h"
#include "nvr/ingest/rtsp_connection.h"
#include "nvr/ingest/track_receiver.h"
#include "web/http/digest_client.h"

namespace nvr {

// What DESCRIBE told.
struct StreamOffer {
  std::string name{};  // of the session; text of the camera's
  std::string sdp{};   // without lines that hold keys
  media::sdp::StreamDescription video{};
  std::optional<media::sdp::StreamDescription> audio{};
};

// Who showed itself by TLS.
struct ShownCertificate {
  crypto::Fingerprint fingerprint{};
  std::string subject{};
  std::string issuer{};
  std::string serial{};
};

class RtspSession : private RtspConnection::Listener {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void on_connected(const std::optional<ShownCertificate>& shown) = 0;
    virtual void on_described(const StreamOffer& offer) = 0;
    virtual void on_playing() = 0;
    virtual void on_sample(ReceivedSample sample) = 0;
    virtual void on_end(const IngestError& error) = 0;
  };

  struct Options {
    media::RtspUrl url{};
    std::string user{};
    // Empty: it must not ask for one.
    std::shared_ptr<const crypto::Secret> password{};
    std::optional<crypto::Fingerprint> fingerprint{};
    bool audio = false;  // take it, if there is one
    std::string user_agent = "custody-recorder";
    std::chrono::milliseconds answer_timeout{10'000};
    std::chrono::milliseconds silence_max{10'000};  // without a packet
  };

  // All but `options` outlive the session; `pacer` may be null.
  RtspSession(http::Reactor& reactor, ReadPacer* pacer, const base::Clock& clock,
              base::IdSource& ids, Options options);
  ~RtspSession() override;
  RtspSession(const RtspSession&) = delete;
  RtspSession& operator=(const RtspSession&) = delete;

  void start(Listener& listener);
  // Says goodbye if it can, and nothing more to the listener.
  void close();

  // Somebody watches: each picture is handed on as it comes.
  void set_eager(bool eager);

  // How the camera wanted the password: "SHA-256", "MD5", "none".
  std::string_view digest() const;
  const TrackReceiver* track(TrackKind kind) const;

 private:
  using OnAnswer = void (RtspSession::*)(const media::RtspResponse&);

  void on_open(const crypto::TlsSession* tls) override;
  void on_message(media::RtspMessage message) override;
  void on_end(IngestError error) override;

  void request(std::string_view method, const std::string& uri, media::RtspHeaders headers,
               OnAnswer on_answer);
  void send_request();
  void take_answer(const media::RtspResponse& answer);
  void take_challenge(const media::RtspResponse& answer);
  void take_packet(const media::RtspInterleaved& packet);
  void take_request(const media::RtspRequest& asked);

  void on_options(const media::RtspResponse& answer);
  void on_describe(const media::RtspResponse& answer);
  base::Result<StreamOffer> read_offer(const media::RtspResponse& answer);
  void set_up_next();
  void on_set_up(const media::RtspResponse& answer);
  void play();
  void on_play(const media::RtspResponse& answer);
  void on_keep_alive(const media::RtspResponse& answer);
  void keep_alive();
  void check_silence();
  void fail(IngestCode code, std::string detail);

  struct SetTrack {
    TrackReceiver receiver;
    std::uint8_t channel = 0;  // of RTP; the next one is RTCP's
  };
  struct Asked {
    media::RtspRequest request{};
    OnAnswer on_answer = nullptr;
    bool authorized = false;
  };

  const base::Clock& clock_;
  Options options_;
  Listener* listener_ = nullptr;
  std::shared_ptr<RtspConnection> connection_;
  http::DigestClient digest_;
  http::Timer answer_timer_;
  http::Timer keep_alive_timer_;
  http::Timer silence_timer_;
  std::string url_;   // as sent
  std::string base_;  // what controls are relative to
  std::optional<Asked> asked_;
  std::uint32_t cseq_ = 0;
  bool has_get_parameter_ = false;
  std::string session_;  // its id
  std::chrono::seconds session_timeout_{60};
  StreamOffer offer_;
  std::string aggregate_;  // what to PLAY
  std::vector<SetTrack> tracks_;
  std::size_t set_up_ = 0;  // how many of the tracks
  bool playing_ = false;
  bool eager_ = false;
  bool heard_packet_ = false;  // since the last look
  std::vector<ReceivedSample> samples_;
};

}  // namespace nvr

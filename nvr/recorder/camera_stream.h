// Keeps one stream of a camera coming: connects, hands samples on, and tries again with patience.
//
// Wrong passwords and changed certificates are not tried again soon. Reactor's thread only.
// Specification: docs/design/camera-streams.md.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/ipc/backoff.h"
#include "base/random_id.h"
#include "crypto/secret.h"
#include "nvr/camera/camera.h"
#include "nvr/ingest/read_pacer.h"
#include "nvr/ingest/rtsp_session.h"
#include "nvr/live/live_stream.h"
#include "nvr/recorder/stream_pipeline.h"
#include "nvr/recorder/stream_state.h"
#include "web/http/io/reactor.h"

namespace nvr {

class CameraStream : private RtspSession::Listener {
 public:
  // All outlive the stream.
  struct Surroundings {
    http::Reactor& reactor;
    ReadPacer& pacer;
    const base::Clock& clock;
    base::IdSource& ids;
    // What it is in changed.
    std::function<void(const storage::StreamKey&, const StreamState&)> on_state;
    // A camera without a pin showed this certificate.
    std::function<void(const base::Id& camera, const crypto::Fingerprint&)> on_pin;
    // A gap that no segment tells of yet.
    std::function<void(const storage::StreamKey&, storage::GapReason, base::Ticks from)> on_gap;
  };

  static constexpr std::chrono::minutes kAfterWrongPassword{15};
  static constexpr std::chrono::minutes kAfterChangedCertificate{1};

  // `recorder` is null when the stream is only watched.
  CameraStream(Surroundings& surroundings, storage::StreamKey stream, StreamRecorder* recorder,
               std::uint64_t ring_bytes);
  ~CameraStream() override;

  // What to pull, or null to stop. The password is shared, never changed.
  void configure(const Camera* camera, std::shared_ptr<const crypto::Secret> password);
  void stop(storage::FinalReason reason);  // for good

  base::Result<LiveView> attach(WatcherId watcher);
  void detach(WatcherId watcher);
  bool watched() const { return live_.watched(); }

  // Each turn: says when a stream that comes is not recorded.
  void check();
  const StreamState& state() const { return state_; }

 private:
  void on_connected(const std::optional<ShownCertificate>& shown) override;
  void on_described(const StreamOffer& offer) override;
  void on_playing() override;
  void on_sample(ReceivedSample sample) override;
  void on_end(const IngestError& error) override;

  bool wanted() const;
  void adapt();
  void connect();
  void drop_session();
  void end_footage(storage::FinalReason reason, storage::GapReason gap);
  void retry_after(std::chrono::nanoseconds wait);
  void set_state(StreamCondition condition, std::string_view reason = {}, std::string detail = {});
  void note_clock();

  Surroundings& surroundings_;
  storage::StreamKey stream_;
  StreamRecorder* recorder_;
  LiveStream live_;
  StreamPipeline pipeline_;
  std::optional<Camera> camera_;
  std::shared_ptr<const crypto::Secret> password_;
  base::ipc::Backoff backoff_;
  http::Timer timer_;
  std::unique_ptr<RtspSession> session_;
  StreamState state_;
  bool in_picture_ = false;  // samples come
};

}  // namespace nvr

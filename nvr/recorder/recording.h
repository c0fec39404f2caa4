// All cameras of a recorder, and the turn in which what came of them is sealed and committed.
//
// Reactor's thread only; others reach it by the reactor's post(). Recording begins with open(),
// when it is known where each stream stands. Specification: docs/design/recording.md.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log/logger.h"
#include "base/random_id.h"
#include "crypto/hash/multi_hasher.h"
#include "crypto/secret.h"
#include "nvr/camera/camera.h"
#include "nvr/ingest/read_pacer.h"
#include "nvr/recorder/archive.h"
#include "nvr/recorder/camera_stream.h"
#include "nvr/recorder/catalog_thread.h"
#include "nvr/recorder/stream_recorder.h"

namespace nvr {

class Recording {
 public:
  struct Options {
    std::chrono::milliseconds turn{1000};  // a commit of every stream
    std::uint64_t ring_bytes = std::uint64_t{8} << 20;
  };

  struct Surroundings {
    http::Reactor& reactor;
    Archive& archive;
    const base::Clock& clock;
    base::IdSource& ids;
    base::Logger logger;
    RecorderIdentity identity;
    std::function<void(const storage::StreamKey&, const StreamState&)> on_state;
    std::function<void(const base::Id& camera, const crypto::Fingerprint&)> on_pin;
    std::function<void()> on_turn;  // once each turn
  };

  // All it refers to outlives it.
  Recording(Surroundings surroundings, Options options);
  ~Recording();

  void open(StreamStarts starts);

  void set_camera(const Camera& camera, std::shared_ptr<const crypto::Secret> password);
  void remove_camera(const base::Id& camera);

  base::Result<LiveView> watch(const storage::StreamKey& stream, WatcherId watcher);
  void unwatch(const storage::StreamKey& stream, WatcherId watcher);

  // Ends every segment and calls `done` when all of it is durable.
  void stop(std::function<void()> done);

  // Counts turns; safe from any thread.
  std::uint64_t turns() const { return turns_.load(std::memory_order_relaxed); }

 private:
  struct CameraStreams {
    Camera camera{};
    std::shared_ptr<const crypto::Secret> password{};
    std::unique_ptr<CameraStream> main{};
    std::unique_ptr<CameraStream> sub{};
  };

  void take_turn();
  void commit_all();
  void begin(CameraStreams& streams);
  StreamRecorder& recorder_of(const storage::StreamKey& stream);
  CameraStream* find(const storage::StreamKey& stream);
  void tell_gap(const storage::StreamKey& stream, storage::GapReason reason, base::Ticks from);
  bool all_idle() const;

  Surroundings out_;
  Options options_;
  ReadPacer pacer_;
  CameraStream::Surroundings for_streams_;
  http::Timer timer_;
  crypto::MultiHasher hasher_;
  StreamStarts starts_;
  bool opened_ = false;
  // A recorder stays when its camera is changed or removed: it knows where the chain stands.
  std::map<storage::StreamKey, std::unique_ptr<StreamRecorder>> recorders_;
  std::map<base::Id, CameraStreams> cameras_;
  std::function<void()> on_stopped_;
  std::atomic<std::uint64_t> turns_{0};
};

}  // namespace nvr

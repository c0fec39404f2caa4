#include "nvr/recorder/recording.h"

#include <algorithm>
#include <utility>

namespace nvr {
namespace {

using namespace std::chrono_literals;

constexpr auto kStopTurn = 20ms;

}  // namespace

Recording::Recording(Surroundings surroundings, Options options)
    : out_{std::move(surroundings)},
      options_{options},
      pacer_{out_.reactor},
      for_streams_{out_.reactor,
                   pacer_,
                   out_.clock,
                   out_.ids,
                   out_.on_state,
                   [this](const base::Id& camera, const crypto::Fingerprint& fingerprint) {
                     const auto known = cameras_.find(camera);
                     if (known != cameras_.end()) known->second.camera.fingerprint = fingerprint;
                     out_.on_pin(camera, fingerprint);
                   },
                   [this](const storage::StreamKey& stream, storage::GapReason reason,
                          base::Ticks from) { tell_gap(stream, reason, from); }},
      timer_{out_.reactor} {}

Recording::~Recording() = default;

void Recording::open(StreamStarts starts) {
  starts_ = std::move(starts);
  opened_ = true;
  for (auto& [id, streams] : cameras_) begin(streams);
  take_turn();
}

StreamRecorder& Recording::recorder_of(const storage::StreamKey& stream) {
  auto& recorder = recorders_[stream];
  if (!recorder) {
    const auto start = starts_.find(stream);
    const StreamStart known = start == starts_.end() ? StreamStart{} : start->second;
    recorder = std::make_unique<StreamRecorder>(out_.archive, out_.ids, out_.logger, out_.identity,
                                                stream, known.head, known.last_end);
  }
  return *recorder;
}

void Recording::begin(CameraStreams& streams) {
  const base::Id& id = streams.camera.id;
  const storage::StreamKey main{id, storage::StreamId::Main};
  const storage::StreamKey sub{id, storage::StreamId::Sub};
  if (!streams.main) {
    streams.main =
        std::make_unique<CameraStream>(for_streams_, main, &recorder_of(main), options_.ring_bytes);
    streams.sub = std::make_unique<CameraStream>(for_streams_, sub, nullptr, options_.ring_bytes);
  }
  streams.main->configure(&streams.camera, streams.password);
  streams.sub->configure(&streams.camera, streams.password);
}

void Recording::set_camera(const Camera& camera, std::shared_ptr<const crypto::Secret> password) {
  if (on_stopped_) return;
  CameraStreams& streams = cameras_[camera.id];
  Camera renamed = streams.camera;
  renamed.name = camera.name;
  // A new name is no reason to let go of a stream that comes.
  const bool only_renamed = renamed == camera && !password;
  streams.camera = camera;
  if (password) streams.password = std::move(password);
  if (opened_ && !only_renamed) begin(streams);
}

void Recording::remove_camera(const base::Id& camera) {
  const auto known = cameras_.find(camera);
  if (known == cameras_.end()) return;
  for (auto* stream : {&known->second.main, &known->second.sub}) {
    if (*stream) (*stream)->stop(storage::FinalReason::StreamEnded);
  }
  // A stream may be telling us of something right now.
  out_.reactor.post([gone = std::make_shared<CameraStreams>(std::move(known->second))] {});
  cameras_.erase(known);
}

CameraStream* Recording::find(const storage::StreamKey& stream) {
  const auto known = cameras_.find(stream.camera);
  if (known == cameras_.end()) return nullptr;
  if (stream.stream == storage::StreamId::Main) return known->second.main.get();
  return stream.stream == storage::StreamId::Sub ? known->second.sub.get() : nullptr;
}

base::Result<LiveView> Recording::watch(const storage::StreamKey& stream, WatcherId watcher) {
  CameraStream* const found = find(stream);
  if (found == nullptr || on_stopped_) {
    return base::Error{base::ErrorKind::NotFound, "there is no such camera stream"};
  }
  return found->attach(watcher);
}

void Recording::unwatch(const storage::StreamKey& stream, WatcherId watcher) {
  if (CameraStream* const found = find(stream)) found->detach(watcher);
}

void Recording::tell_gap(const storage::StreamKey& stream, storage::GapReason reason,
                         base::Ticks from) {
  const base::Ticks now = base::to_ticks(out_.clock.wall());
  if (now.count <= from.count + storage::kCoverageJoin.count()) return;
  out_.archive.tell_gap(stream, {from, now, storage::CoverageState::Gap, reason});
}

void Recording::take_turn() {
  turns_.fetch_add(1, std::memory_order_relaxed);
  if (out_.on_turn) out_.on_turn();
  for (auto& [id, streams] : cameras_) {
    if (streams.main) streams.main->check();
  }
  commit_all();
  if (on_stopped_ && all_idle()) return std::exchange(on_stopped_, {})();
  timer_.start(on_stopped_ ? kStopTurn : options_.turn, [this] { take_turn(); });
}

// All writers are hashed side by side, in the lanes of one core; their commits are synced together.
void Recording::commit_all() {
  const base::Ticks now = base::to_ticks(out_.clock.wall());
  std::vector<storage::SegmentWriter*> writers;
  std::vector<StreamRecorder*> due;
  for (auto& [stream, recorder] : recorders_) {
    if (auto* writer = recorder->prepare(now)) {
      writers.push_back(writer);
      due.push_back(recorder.get());
    }
  }
  storage::hash_pending(writers, hasher_);
  for (StreamRecorder* recorder : due) recorder->commit(now, hasher_);
}

bool Recording::all_idle() const {
  return std::ranges::all_of(recorders_, [](const auto& each) {
    // What waits for a key that nobody gives is lost with us.
    return each.second->idle() || *each.second->waits_for() != '\0';
  });
}

void Recording::stop(std::function<void()> done) {
  on_stopped_ = std::move(done);
  for (auto& [id, streams] : cameras_) {
    for (auto* stream : {&streams.main, &streams.sub}) {
      if (*stream) (*stream)->stop(storage::FinalReason::RecorderStops);
    }
  }
  take_turn();
}

}  // namespace nvr

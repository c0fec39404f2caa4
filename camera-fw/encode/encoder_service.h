// The camera's eye and ear: a thread that draws the scene at its pace and encodes the streams that
// are watched. While none is, it sleeps, holds no encoder and only the count of pictures goes on.
//
// watch() and want_key() are safe from any thread. The sink is called on the encoder's thread and
// must not block. A thread that falls behind catches up picture by picture, or skips when that is
// hopeless; a skipped picture is missing in the counters, too.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/log/logger.h"
#include "base/named_thread.h"
#include "base/process/service.h"
#include "camera-fw/capture/frame_clock.h"
#include "camera-fw/capture/tone.h"
#include "camera-fw/encode/stream_encoder.h"
#include "media/codec/scaler.h"
#include "media/rtp/sample.h"
#include "media/scene/scene.h"

namespace camera_fw {

struct Encoded {
  StreamName stream = StreamName::Main;
  bool audio = false;
  media::Sample sample;
  base::WallTime wall;  // when it was captured
};

class EncoderService : public base::Service {
 public:
  struct Options {
    media::Scene::Options scene;
    StreamFormats formats = default_formats();
    std::uint64_t catch_up_max = 250;  // pictures: whole footage before a young picture
  };
  using Sink = std::function<void(Encoded)>;

  // `clock` outlives the service. `sink` is set before start().
  EncoderService(Options options, const base::Logger& logger, const base::Clock& clock);
  ~EncoderService() override;
  void set_sink(Sink sink) { sink_ = std::move(sink); }

  void watch(StreamName stream, bool watched);
  void want_key(StreamName stream);  // soon, but not oftener than once a second

  std::string_view name() const override { return "encoder"; }
  base::Result<void> start() override;
  base::Result<void> stop(base::SteadyTime deadline) override;
  bool healthy() const override;

 private:
  struct Demand {
    std::array<bool, kStreamCount> watched{};
    std::array<bool, kStreamCount> key{};
    bool stop = false;

    bool any() const { return watched[0] || watched[1]; }
  };

  void run();
  Demand take_demand();
  bool wait_for_next(const Demand& demand);  // false: look at the demand again
  void produce(const Demand& demand);
  void encode(StreamName stream, const media::Picture& picture, std::uint32_t rtp_time, bool key,
              base::WallTime wall);
  void note_failure(const base::Error& error);
  void rest();
  void wake();

  Options options_;
  const base::Logger& logger_;
  const base::Clock& clock_;
  Sink sink_;
  FrameClock frames_;
  Tone tone_;

  base::Guarded<Demand> demand_;
  base::BoundedQueue<bool> wake_{{.count_max = 1, .bytes_max = 1}};
  std::atomic<std::chrono::nanoseconds> busy_since_{std::chrono::nanoseconds{0}};  // zero: resting

  // The encoder's thread alone:
  std::unique_ptr<media::Scene> scene_;
  media::Scaler scaler_;
  std::array<std::unique_ptr<StreamEncoder>, kStreamCount> encoders_;
  std::optional<std::uint64_t> next_;  // picture; none while resting
  bool failing_ = false;               // told once, not for every picture

  base::NamedThread thread_;
};

}  // namespace camera_fw

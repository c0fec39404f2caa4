#include "camera-fw/encode/encoder_service.h"

#include <algorithm>
#include <utility>

namespace camera_fw {
namespace {

constexpr std::chrono::seconds kPictureTimeMax{10};  // longer, and the thread hangs

}  // namespace

EncoderService::EncoderService(Options options, const base::Logger& logger,
                               const base::Clock& clock)
    : options_{std::move(options)},
      logger_{logger},
      clock_{clock},
      frames_{clock.steady(), options_.scene.fps} {}

EncoderService::~EncoderService() {
  if (thread_.joinable()) (void)stop(clock_.steady());
}

void EncoderService::wake() {
  (void)wake_.try_push(true, 1);  // full: it is being woken
}

void EncoderService::watch(StreamName stream, bool watched) {
  demand_.with([&](Demand& demand) { demand.watched[index_of(stream)] = watched; });
  wake();
}

void EncoderService::want_key(StreamName stream) {
  demand_.with([&](Demand& demand) { demand.key[index_of(stream)] = true; });
}

base::Result<void> EncoderService::start() {
  thread_ = base::NamedThread{"encoder", [this] { run(); }};
  return {};
}

base::Result<void> EncoderService::stop(base::SteadyTime /*deadline*/) {
  demand_.with([](Demand& demand) { demand.stop = true; });
  wake();
  thread_.join();
  return {};
}

bool EncoderService::healthy() const {
  const auto since = busy_since_.load();
  return since == std::chrono::nanoseconds{0} ||
         clock_.steady().time_since_epoch() - since < kPictureTimeMax;
}

EncoderService::Demand EncoderService::take_demand() {
  return demand_.with([](Demand& demand) {
    Demand taken = demand;
    demand.key = {};
    return taken;
  });
}

void EncoderService::run() {
  Demand demand;
  for (;;) {
    const Demand now = take_demand();
    demand.watched = now.watched;
    for (std::size_t i = 0; i < kStreamCount; ++i) demand.key[i] = demand.key[i] || now.key[i];
    if (now.stop) break;
    if (!demand.any()) {
      rest();
      demand = {};
      (void)wake_.pop_wait();
      continue;
    }
    if (!wait_for_next(demand)) continue;
    produce(demand);
    demand.key = {};
  }
  rest();
}

void EncoderService::rest() {
  busy_since_ = std::chrono::nanoseconds{0};
  next_.reset();
  for (auto& encoder : encoders_) encoder.reset();
  scene_.reset();
}

bool EncoderService::wait_for_next(const Demand& demand) {
  for (std::size_t i = 0; i < kStreamCount; ++i) {
    if (!demand.watched[i]) encoders_[i].reset();
  }
  const auto now = clock_.steady();
  const std::uint64_t last = frames_.last_due(now);
  if (!next_) next_ = last + 1;
  if (last > *next_ + options_.catch_up_max) {
    logger_.log(base::Severity::Warning, "pictures-skipped",
                {{"count", static_cast<std::int64_t>(last - *next_)}});
    next_ = last;
  }
  const auto due = frames_.due(*next_);
  if (due <= now) return true;
  (void)wake_.pop_wait_for(due - now);
  return false;
}

void EncoderService::produce(const Demand& demand) {
  const auto now = clock_.steady();
  busy_since_ = now.time_since_epoch();
  const std::uint64_t counter = *std::exchange(next_, *next_ + 1);
  const auto late = now - frames_.due(counter);
  const base::WallTime wall = clock_.wall() - late;
  if (!scene_) scene_ = std::make_unique<media::Scene>(options_.scene);
  const media::Picture& picture =
      scene_->draw(static_cast<std::uint32_t>(counter),
                   std::chrono::time_point_cast<std::chrono::milliseconds>(wall));
  const auto rtp_time = frames_.media_time(counter, kVideoRate);
  if (demand.watched[index_of(StreamName::Main)]) {
    Encoded sound{.stream = StreamName::Main, .audio = true, .sample = {}, .wall = wall};
    sound.sample.data = tone_.piece(counter, options_.scene.fps);
    sound.sample.rtp_time = frames_.media_time(counter, kToneRate);
    sound.sample.key = true;
    encode(StreamName::Main, picture, rtp_time, demand.key[0], wall);
    sink_(std::move(sound));
  }
  if (!demand.watched[index_of(StreamName::Sub)]) return;
  const auto& format = options_.formats[index_of(StreamName::Sub)];
  auto small = scaler_.scale(picture, format.width, format.height);
  if (small) encode(StreamName::Sub, *small, rtp_time, demand.key[1], wall);
}

void EncoderService::encode(StreamName stream, const media::Picture& picture,
                            std::uint32_t rtp_time, bool key, base::WallTime wall) {
  auto& encoder = encoders_[index_of(stream)];
  if (!encoder) {
    auto opened = StreamEncoder::open(options_.formats[index_of(stream)]);
    if (!opened) return note_failure(opened.error());
    encoder = std::make_unique<StreamEncoder>(*std::move(opened));
  }
  auto sample = encoder->encode(picture, rtp_time, key);
  if (!sample) {
    encoder.reset();  // the next picture begins anew, with a key frame
    return note_failure(sample.error());
  }
  failing_ = false;
  sink_({.stream = stream, .audio = false, .sample = *std::move(sample), .wall = wall});
}

void EncoderService::note_failure(const base::Error& error) {
  if (std::exchange(failing_, true)) return;
  logger_.log(base::Severity::Error, "picture-not-encoded", {{"reason", error.message}});
}

}  // namespace camera_fw

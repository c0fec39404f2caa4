#include "nvr/fleet/fleet.h"

#include <algorithm>
#include <string>
#include <utility>

namespace nvr {
namespace {

// Real cameras do not take their pictures all at once: each turn is that of one camera in eight.
constexpr std::uint64_t kTurnsPerPicture = 8;
constexpr std::uint64_t kTurnsBehindMax = 2 * 25 * kTurnsPerPicture;
constexpr std::uint64_t kVideoRate = 90000;
// Key frames of different cameras fall on different moments.
constexpr std::uint64_t kLoopOffset = 7;

}  // namespace

Fleet::Fleet(http::Reactor& reactor, const base::Clock& clock, base::IdSource& ids,
             std::size_t count, const Loop& main, const Loop* sub)
    : timer_{reactor}, clock_{clock}, fps_{main.fps()}, start_{clock.steady()} {
  for (std::size_t camera = 0; camera <= count; ++camera) {
    const std::string path = "/cam" + std::to_string(camera);
    add_stream(camera, path, main, ids);
    if (sub != nullptr) add_stream(camera, path + "/sub", *sub, ids);
  }
}

void Fleet::add_stream(std::size_t camera, const std::string& path, const Loop& loop,
                       base::IdSource& ids) {
  rtsp::Feed::Options options;
  options.name = "Fleet camera " + std::to_string(camera);
  options.tracks = {loop.description()};
  options.on_watched = [this](bool watched) { on_watched(watched); };
  auto feed = std::make_unique<rtsp::Feed>(std::move(options), ids);
  mounts_.emplace(path, feed.get());
  streams_.push_back({&loop, camera, std::move(feed)});
}

void Fleet::on_watched(bool watched) {
  watched_ += watched ? 1 : -std::size_t{1};
  if (watched && watched_ == 1) {
    next_turn_ = last_due(clock_.steady()) + 1;
    schedule();
  }
  if (watched_ == 0) timer_.cancel();
}

base::SteadyTime Fleet::due(std::uint64_t turn) const {
  const std::uint64_t turns_per_second = kTurnsPerPicture * static_cast<std::uint64_t>(fps_);
  const auto seconds = static_cast<std::int64_t>(turn / turns_per_second);
  const auto part = static_cast<std::int64_t>(turn % turns_per_second);
  return start_ + std::chrono::seconds{seconds} +
         std::chrono::nanoseconds{part * 1'000'000'000 /
                                  static_cast<std::int64_t>(turns_per_second)};
}

std::uint64_t Fleet::last_due(base::SteadyTime now) const {
  const auto passed = std::max(now - start_, std::chrono::nanoseconds{0});
  const std::uint64_t turns_per_second = kTurnsPerPicture * static_cast<std::uint64_t>(fps_);
  const auto seconds = static_cast<std::uint64_t>(passed / std::chrono::seconds{1});
  const auto part = static_cast<std::uint64_t>((passed % std::chrono::seconds{1}).count());
  return seconds * turns_per_second + part * turns_per_second / 1'000'000'000;
}

void Fleet::schedule() {
  const auto wait = std::max(due(next_turn_) - clock_.steady(), std::chrono::nanoseconds{0});
  timer_.start(wait, [this] { play_due(); });
}

void Fleet::play_due() {
  const auto now = clock_.steady();
  const std::uint64_t last = last_due(now);
  // Hopelessly late: the counters jump, and whoever receives can tell.
  if (last > next_turn_ + kTurnsBehindMax) next_turn_ = last;
  for (; next_turn_ <= last; ++next_turn_) play(next_turn_, now);
  schedule();
}

void Fleet::play(std::uint64_t turn, base::SteadyTime now) {
  const std::uint64_t counter = turn / kTurnsPerPicture;
  const base::WallTime wall = clock_.wall() - (now - due(turn));
  const auto since_epoch =
      std::chrono::duration_cast<std::chrono::milliseconds>(wall.time_since_epoch());
  const FrameStamp stamp{counter, static_cast<std::uint64_t>(since_epoch.count())};
  const auto rtp_time =
      static_cast<std::uint32_t>(counter * kVideoRate / static_cast<std::uint64_t>(fps_));
  for (Stream& stream : streams_) {
    if (stream.camera % kTurnsPerPicture != turn % kTurnsPerPicture) continue;
    if (!stream.feed->watched()) continue;
    const std::uint64_t picture = counter + stream.camera * kLoopOffset;
    // A loop of ours is never malformed.
    (void)stream.feed->publish(0, stream.loop->sample(picture, stamp, rtp_time), wall);
    ++published_;
  }
}

}  // namespace nvr

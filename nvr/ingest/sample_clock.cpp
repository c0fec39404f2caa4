#include "nvr/ingest/sample_clock.h"

#include <algorithm>

namespace nvr {
namespace {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

constexpr auto kWindow = 10s;
constexpr nanoseconds kSlewMax = 10ms;  // each window: 1 in 1000

}  // namespace

std::int64_t SampleClock::unwrap(std::uint32_t rtp_time) const {
  if (!started_) return 0;
  return last_media_ + static_cast<std::int32_t>(rtp_time - last_rtp_);
}

nanoseconds SampleClock::to_time(std::int64_t media) const {
  // Split, because ticks times 10^9 would run over after a day.
  const std::int64_t seconds = media / rate_;
  const std::int64_t rest = media % rate_;
  return std::chrono::seconds{seconds} + nanoseconds{rest * 1'000'000'000 / rate_};
}

void SampleClock::take_report(base::WallTime ntp, std::uint32_t rtp_time, base::WallTime arrival) {
  const std::int64_t media = unwrap(rtp_time);
  report_ =
      Report{.ntp = ntp, .rtp_time = rtp_time, .media = media, .camera_offset = ntp - arrival};
  if (!started_) {
    // Its time is the origin until a sample tells otherwise.
    started_ = true;
    last_rtp_ = rtp_time;
    offset_ = least_ = arrival.time_since_epoch();
    window_ = arrival;
  }
}

// Where the mapping should be: by the camera's clock when that agrees with ours, else by arrival.
void SampleClock::aim(nanoseconds delayed, base::WallTime arrival) {
  least_ = std::min(least_, delayed);
  if (report_ && !placed_by_report_) {
    const nanoseconds claimed = report_->ntp.time_since_epoch() - to_time(report_->media);
    if (claimed <= delayed && delayed - claimed < kStep) offset_ = claimed;
    placed_by_report_ = true;
  }
  if (delayed < offset_) offset_ = delayed;
  if (arrival - window_ < kWindow) return;
  if (least_ > offset_) offset_ += std::min(least_ - offset_, kSlewMax);
  least_ = delayed;
  window_ = arrival;
}

SampleClock::Placed SampleClock::place(std::uint32_t rtp_time, base::WallTime arrival) {
  Placed placed;
  placed.media = unwrap(rtp_time);
  const nanoseconds delayed = arrival.time_since_epoch() - to_time(placed.media);
  if (!started_) {
    started_ = true;
    offset_ = least_ = delayed;
    window_ = arrival;
  }
  // Later than ever by so much is congestion, or a jump; when it stays, the window's least tells.
  const bool late = arrival - window_ >= kWindow && std::min(least_, delayed) - offset_ > kStep;
  if (offset_ - delayed > kStep || late) {
    placed.stepped = true;
    offset_ = least_ = delayed;
    window_ = arrival;
    last_wall_ = {};
    placed_by_report_ = true;  // a report from before says nothing about what comes now
    report_.reset();
  }
  aim(delayed, arrival);
  last_rtp_ = rtp_time;
  last_media_ = placed.media;
  placed.wall = std::max(base::WallTime{offset_ + to_time(placed.media)}, last_wall_);
  last_wall_ = placed.wall;
  placed.estimated = !report_;
  return placed;
}

}  // namespace nvr

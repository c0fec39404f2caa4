#include "camera-fw/capture/frame_clock.h"

namespace camera_fw {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;

}  // namespace

base::SteadyTime FrameClock::due(std::uint64_t counter) const {
  const auto fps = static_cast<std::uint64_t>(fps_);
  const auto seconds = static_cast<std::int64_t>(counter / fps);
  const auto part = static_cast<std::int64_t>(counter % fps);
  return start_ + std::chrono::seconds{seconds} + std::chrono::nanoseconds{part * kSecondNs / fps_};
}

std::uint64_t FrameClock::last_due(base::SteadyTime now) const {
  const std::int64_t passed = (now - start_).count();
  if (passed <= 0) return 0;
  const std::int64_t seconds = passed / kSecondNs;
  const std::int64_t part = passed % kSecondNs;
  // due() rounds down, so the next one may be due already.
  auto counter = static_cast<std::uint64_t>(seconds * fps_ + part * fps_ / kSecondNs);
  while (due(counter + 1) <= now) ++counter;
  return counter;
}

std::uint32_t FrameClock::media_time(std::uint64_t counter, std::uint32_t rate) const {
  return static_cast<std::uint32_t>(counter * rate / static_cast<std::uint64_t>(fps_));
}

}  // namespace camera_fw

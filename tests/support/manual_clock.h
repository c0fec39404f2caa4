// A clock that moves only when told.
#pragma once

#include <atomic>

#include "base/clock.h"

namespace test_support {

// Safe to read while another thread moves it.
class ManualClock : public base::Clock {
 public:
  base::WallTime wall() const override { return base::WallTime{wall_.load()}; }
  base::SteadyTime steady() const override { return base::SteadyTime{steady_.load()}; }

  void advance(std::chrono::nanoseconds time) {
    wall_ = wall_.load() + time;
    steady_ = steady_.load() + time;
  }
  void step_wall(std::chrono::nanoseconds time) { wall_ = wall_.load() + time; }

 private:
  // 2026-11-20T21:14:08Z
  std::atomic<std::chrono::nanoseconds> wall_{std::chrono::seconds{1'795'209'248}};
  std::atomic<std::chrono::nanoseconds> steady_{std::chrono::seconds{1000}};
};

}  // namespace test_support

// Which certificate or list ends soon enough that somebody should hear of it: 60, 30, 14, 7 and 1
// days before, and when it is over (R106).
//
// Each of these steps is told once, however seldom somebody looks, and of those that were passed
// between two looks the last only. A step that would come before something even begins says
// nothing: a list for a week is not told of on the day it comes. Pure.
// Specification: docs/design/certificates.md.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "base/clock.h"

namespace appliance {

inline constexpr std::array kEndingSteps{60, 30, 14, 7, 1, 0};  // days before the end

struct Lifetime {
  base::WallTime begins{};
  base::WallTime ends{};
  // Renews itself that long before its end, and steps until then are nobody's worry; 0: never.
  std::chrono::days renews_before{};
};

// Of what the last step was told, which was for which end.
struct ToldEnding {
  std::string key{};  // the same over restarts
  base::WallTime ends{};
  int days = 0;

  bool operator==(const ToldEnding&) const = default;
};

// The step of kEndingSteps to be told at `now`.
std::optional<int> ending_step(const Lifetime& life, const std::optional<ToldEnding>& told,
                               base::WallTime now);

}  // namespace appliance

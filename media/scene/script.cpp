#include "media/scene/script.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace media {
namespace {

constexpr float kVanishingY = 420;        // where the floor's lines meet
constexpr float kHeightPerDepth = 0.75F;  // a person's height over feet's distance from there
constexpr double kPairsOfStepsPerSecond = 0.9;

struct Waypoint {
  float second;
  Spot feet;
};

// In from the left and through the door; later out of it and off to the right.
constexpr std::array kComing{Waypoint{0, {-140, 925}}, Waypoint{7, {900, 905}},
                             Waypoint{12, {1420, 735}}, Waypoint{13.5F, {1440, 694}},
                             Waypoint{15, {1470, 684}}};
constexpr std::array kGoing{Waypoint{19.5F, {1470, 684}}, Waypoint{21.5F, {1430, 694}},
                            Waypoint{23, {1420, 735}}, Waypoint{26, {1600, 850}},
                            Waypoint{31, {2080, 925}}};

float ramp(float second, float from, float to) {
  const float share = std::clamp((second - from) / (to - from), 0.0F, 1.0F);
  return share * share * (3 - 2 * share);
}

template <typename Path>
WalkerPose pose_on(const Path& path, float second) {
  if (second < path.front().second || second >= path.back().second) return {};
  const auto next = std::ranges::upper_bound(path, second, {}, &Waypoint::second);
  const auto last = std::prev(next);
  const float share = (second - last->second) / (next->second - last->second);
  const float dx = next->feet.x - last->feet.x;
  const float dy = next->feet.y - last->feet.y;
  WalkerPose pose{.visible = true, .feet = {last->feet.x + share * dx, last->feet.y + share * dy}};
  pose.height = (pose.feet.y - kVanishingY) * kHeightPerDepth;
  pose.facing = std::clamp(dx / (std::abs(dx) + 2 * std::abs(dy) + 1), -1.0F, 1.0F);
  pose.behind = pose.feet.y < static_cast<float>(kFloorTop);
  return pose;
}

}  // namespace

Moment moment_at(double seconds) {
  const auto second = static_cast<float>(std::fmod(seconds, double{kFilmSeconds}));
  Moment moment;
  moment.walker = second < 17 ? pose_on(kComing, second) : pose_on(kGoing, second);
  moment.walker.stride =
      static_cast<float>(std::fmod(seconds * kPairsOfStepsPerSecond, 1.0) * 2 * std::numbers::pi);
  moment.door_open = ramp(second, 9.8F, 11.4F) - ramp(second, 14.2F, 15.8F) +
                     ramp(second, 19, 20.6F) - ramp(second, 23.6F, 25.2F);
  moment.lamp = ramp(second, 7.6F, 8.6F) - ramp(second, 27, 29);
  return moment;
}

}  // namespace media

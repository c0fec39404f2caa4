// Decides which buffers of a batch are worth hashing side by side and which one after the other.
//
// Lanes of a multi-buffer hash run together, so a step costs as much as its longest buffer, and an
// idle lane costs as much as a busy one. Pure arithmetic; any plan gives the same digests.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace crypto {

struct LaneSpeed {
  std::size_t lanes = 1;   // buffers that advance together
  double step_cost = 1.0;  // time of one block in all lanes, in blocks of the plain hash
};

// Sorts `order` (indices into `sizes`) by falling size and returns how many of its front are better
// hashed one after the other; the rest goes into lanes, in that order. Empty buffers come last and
// are never worth a lane of their own, but harmless in one.
std::size_t plan_lanes(std::span<const std::size_t> sizes, LaneSpeed speed,
                       std::vector<std::size_t>& order);

}  // namespace crypto

#include "crypto/hash/hash_plan.h"

#include <algorithm>
#include <numeric>

namespace crypto {
namespace {

// What SHA-256 works through: the message, one bit, its length, in blocks of 64 bytes.
double blocks(std::size_t size) {
  const std::size_t whole = (size + 8) / 64 + 1;
  return static_cast<double>(whole);
}

}  // namespace

std::size_t plan_lanes(std::span<const std::size_t> sizes, LaneSpeed speed,
                       std::vector<std::size_t>& order) {
  const std::size_t count = sizes.size();
  order.resize(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (speed.lanes <= 1 || static_cast<double>(count) <= speed.step_cost) return count;
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return sizes[a] != sizes[b] ? sizes[a] > sizes[b] : a < b;
  });

  // rounds[k]: time of lanes alone when they get order[k...]: of each handful, its longest.
  std::vector<double> rounds(count + speed.lanes, 0.0);
  for (std::size_t k = count; k-- > 0;) {
    rounds[k] = speed.step_cost * blocks(sizes[order[k]]) + rounds[k + speed.lanes];
  }
  std::size_t best = count;
  double plain = 0.0;
  double best_cost = -1.0;
  for (std::size_t k = 0; k <= count; ++k) {
    const double cost = plain + rounds[k];
    if (best_cost < 0.0 || cost < best_cost) {
      best = k;
      best_cost = cost;
    }
    if (k < count) plain += blocks(sizes[order[k]]);
  }
  return best;
}

}  // namespace crypto

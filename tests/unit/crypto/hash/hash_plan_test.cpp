// Goal: a plan covers every buffer once and never costs more than having no lanes.

#include "crypto/hash/hash_plan.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace crypto {
namespace {

constexpr LaneSpeed kNoShaInstructions{16, 1.9};
constexpr LaneSpeed kShaInstructions{16, 6.7};

std::size_t buffers_alone(const std::vector<std::size_t>& sizes, LaneSpeed speed) {
  std::vector<std::size_t> order{99, 98, 97};  // left from before
  const std::size_t count = plan_lanes(sizes, speed, order);
  auto sorted = order;
  std::ranges::sort(sorted);
  EXPECT_EQ(sorted.size(), sizes.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) EXPECT_EQ(sorted[i], i);
  EXPECT_LE(count, sizes.size());
  return count;
}

std::vector<std::size_t> equal_buffers(std::size_t count) {
  return std::vector<std::size_t>(count, 20'480);
}

TEST(HashPlanTest, NothingNeedsNoPlan) {
  EXPECT_EQ(buffers_alone({}, kNoShaInstructions), 0U);
}

TEST(HashPlanTest, WithoutLanesEverythingIsAlone) {
  EXPECT_EQ(buffers_alone(equal_buffers(40), {}), 40U);
}

TEST(HashPlanTest, LanesPayOnceThereAreMoreBuffersThanAStepCosts) {
  EXPECT_EQ(buffers_alone(equal_buffers(1), kNoShaInstructions), 1U);
  EXPECT_EQ(buffers_alone(equal_buffers(2), kNoShaInstructions), 0U);
  EXPECT_EQ(buffers_alone(equal_buffers(6), kShaInstructions), 6U);
  EXPECT_EQ(buffers_alone(equal_buffers(7), kShaInstructions), 0U);
}

TEST(HashPlanTest, ARestTooSmallForTheLanesIsAlone) {
  EXPECT_EQ(buffers_alone(equal_buffers(16), kShaInstructions), 0U);
  EXPECT_EQ(buffers_alone(equal_buffers(17), kShaInstructions), 1U);
  EXPECT_EQ(buffers_alone(equal_buffers(32), kShaInstructions), 0U);
}

TEST(HashPlanTest, OneGiantAmongDwarfsIsAlone) {
  std::vector<std::size_t> sizes(16, 4096);
  sizes[5] = 1 << 20;
  std::vector<std::size_t> order;
  EXPECT_EQ(plan_lanes(sizes, kNoShaInstructions, order), 1U);
  EXPECT_EQ(order.front(), 5U);
}

TEST(HashPlanTest, EmptyBuffersComeLast) {
  std::vector<std::size_t> order;
  plan_lanes(std::vector<std::size_t>{0, 5, 0, 9, 7, 3, 2, 1}, kNoShaInstructions, order);
  EXPECT_EQ(order, (std::vector<std::size_t>{3, 4, 1, 5, 6, 7, 0, 2}));
}

}  // namespace
}  // namespace crypto

// Goal: a guarded value is only reachable by one thread at a time. Run under ThreadSanitizer too.

#include "base/guarded.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <thread>
#include <vector>

namespace base {
namespace {

TEST(GuardedTest, CountsEveryIncrementOfManyThreads) {
  Guarded<std::map<std::string, int>> counts;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) counts.with([](auto& held) { ++held["camera"]; });
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counts.with([](auto& held) { return held["camera"]; }), 4000);
}

TEST(GuardedTest, ConstantViewReadsOnly) {
  const Guarded<int> value{7};
  const int copy = value.with([](const auto& held) {
    static_assert(std::is_const_v<std::remove_reference_t<decltype(held)>>);
    return held;
  });
  EXPECT_EQ(copy, 7);
}

TEST(GuardedTest, HoldsWhatCannotBeCopied) {
  Guarded<std::unique_ptr<int>> value{std::make_unique<int>(3)};
  const auto taken = value.with([](auto& held) { return std::move(held); });
  EXPECT_EQ(*taken, 3);
}

}  // namespace
}  // namespace base

// Goal: nothing is lost or doubled between threads, the bounds hold, and a closed queue wakes
// everybody. Run under ThreadSanitizer too.

#include "base/bounded_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace base {
namespace {

using namespace std::chrono_literals;

TEST(BoundedQueueTest, GivesBackInOrder) {
  BoundedQueue<int> queue{{.count_max = 3, .bytes_max = 100}};
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(queue.try_push(int{i}, 1));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(queue.pop_wait(), i);
  EXPECT_EQ(queue.try_pop(), std::nullopt);
}

TEST(BoundedQueueTest, IsFullByCount) {
  BoundedQueue<int> queue{{.count_max = 2, .bytes_max = 100}};
  EXPECT_TRUE(queue.try_push(1, 0));
  EXPECT_TRUE(queue.try_push(2, 0));
  EXPECT_FALSE(queue.try_push(3, 0));
  EXPECT_EQ(queue.try_pop(), 1);
  EXPECT_TRUE(queue.try_push(3, 0));
}

TEST(BoundedQueueTest, IsFullByWeight) {
  BoundedQueue<int> queue{{.count_max = 10, .bytes_max = 100}};
  EXPECT_TRUE(queue.try_push(1, 60));
  EXPECT_FALSE(queue.try_push(2, 41));
  EXPECT_TRUE(queue.try_push(2, 40));
  EXPECT_EQ(queue.depth().count, 2U);
  EXPECT_EQ(queue.depth().bytes, 100U);
  EXPECT_EQ(queue.try_pop(), 1);
  EXPECT_EQ(queue.depth().bytes, 40U);
}

TEST(BoundedQueueTest, RefusesWhatCanNeverFit) {
  BoundedQueue<int> queue{{.count_max = 10, .bytes_max = 100}};
  EXPECT_FALSE(queue.push_wait(1, 101));
  EXPECT_TRUE(queue.push_wait(1, 100));
}

TEST(BoundedQueueTest, ItemThatWasRefusedStaysWithItsOwner) {
  BoundedQueue<std::unique_ptr<int>> queue{{.count_max = 1, .bytes_max = 1}};
  ASSERT_TRUE(queue.try_push(std::make_unique<int>(1), 1));
  auto second = std::make_unique<int>(2);
  EXPECT_FALSE(queue.try_push(std::move(second), 1));
  EXPECT_EQ(second ? *second : 0, 2);  // NOLINT(bugprone-use-after-move): what is asked here
}

TEST(BoundedQueueTest, ClosedQueueTakesNothingButGivesWhatItHas) {
  BoundedQueue<int> queue{{.count_max = 10, .bytes_max = 100}};
  ASSERT_TRUE(queue.try_push(1, 1));
  queue.close();
  EXPECT_FALSE(queue.try_push(2, 1));
  EXPECT_FALSE(queue.push_wait(2, 1));
  EXPECT_FALSE(queue.drained());
  EXPECT_EQ(queue.pop_wait(), 1);
  EXPECT_EQ(queue.pop_wait(), std::nullopt);
  EXPECT_TRUE(queue.drained());
}

TEST(BoundedQueueTest, WaitingEndsWithTheTimeAndLeavesTheQueueOpen) {
  BoundedQueue<int> queue{{.count_max = 10, .bytes_max = 100}};
  EXPECT_EQ(queue.pop_wait_for(1ms), std::nullopt);
  EXPECT_FALSE(queue.drained());
  ASSERT_TRUE(queue.try_push(1, 1));
  EXPECT_EQ(queue.pop_wait_for(1h), 1);
}

TEST(BoundedQueueTest, ClosingWakesEveryWaiter) {
  BoundedQueue<int> empty{{.count_max = 1, .bytes_max = 1}};
  BoundedQueue<int> full{{.count_max = 1, .bytes_max = 1}};
  ASSERT_TRUE(full.try_push(0, 1));
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] { EXPECT_EQ(empty.pop_wait(), std::nullopt); });
    threads.emplace_back([&] { EXPECT_EQ(empty.pop_wait_for(1h), std::nullopt); });
    threads.emplace_back([&] { EXPECT_FALSE(full.push_wait(1, 1)); });
  }
  empty.close();
  full.close();
  for (std::thread& thread : threads) thread.join();
}

TEST(BoundedQueueTest, LosesAndDoublesNothingBetweenManyThreads) {
  constexpr int kProducers = 3;
  constexpr int kConsumers = 3;
  constexpr int kItems = 3000;
  BoundedQueue<int> queue{{.count_max = 8, .bytes_max = 20}};
  std::vector<std::atomic<int>> seen(kProducers * kItems);
  std::atomic<std::size_t> heaviest{0};
  std::vector<std::thread> producers;
  std::vector<std::thread> consumers;
  for (int p = 0; p < kProducers; ++p) {
    producers.emplace_back([&, p] {
      for (int i = 0; i < kItems; ++i) {
        const auto bytes = static_cast<std::size_t>(i % 5);
        // The first producer never waits, as a reactor; it tries until there is room.
        if (p == 0) {
          while (!queue.try_push(int{i}, bytes)) std::this_thread::yield();
        } else {
          EXPECT_TRUE(queue.push_wait(p * kItems + i, bytes));
        }
        const auto depth = queue.depth();
        if (depth.bytes > 20 || depth.count > 8) heaviest = depth.bytes;
      }
    });
  }
  for (int c = 0; c < kConsumers; ++c) {
    consumers.emplace_back([&] {
      while (const auto item = queue.pop_wait()) ++seen[static_cast<std::size_t>(*item)];
    });
  }
  for (std::thread& thread : producers) thread.join();
  queue.close();
  for (std::thread& thread : consumers) thread.join();
  for (const auto& count : seen) ASSERT_EQ(count, 1);
  EXPECT_EQ(heaviest, 0U) << "the queue grew past its bounds";
}

}  // namespace
}  // namespace base

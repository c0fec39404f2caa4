// Goal: what was just done is found, by whoever asks next; a keeper that is away, slow or begun
// anew costs newer lines for a while and nothing else.

#include "appliance/journal/journal_search.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/support/manual_clock.h"
#include "tests/support/memory_log.h"
#include "tests/support/temporary_directory.h"

namespace appliance {
namespace {

// Gives lines of its own, so many on a page.
struct FakeKeeper {
  base::Result<JournalPage> ask(std::int64_t from) {
    if (!answers) return base::Error{base::ErrorKind::Unavailable, "away"};
    JournalPage page{.journal = journal, .last_line = last, .next = from};
    for (std::int64_t i = 0; i < page_size && page.next <= last; ++i, ++page.next) {
      page.lines.push_back(
          {.number = page.next, .kind = "tested", .actor = "anna", .fields = base::Json::Object{}});
    }
    return page;
  }

  std::atomic<bool> answers{true};
  std::atomic<std::int64_t> last{10};
  std::string journal = "one";
  std::int64_t page_size = 4;
};

class JournalSearchTest : public testing::Test {
 protected:
  std::unique_ptr<JournalSearch> search(JournalSearch::Options options = {}) {
    return std::make_unique<JournalSearch>(
        JournalCopy::open(directory_ / "copy.db").value(),
        [this](std::int64_t from) { return keeper_.ask(from); },
        base::Logger{lines_, clock_, "test"}, options);
  }

  test_support::TemporaryDirectory directory_;
  test_support::ManualClock clock_;
  test_support::MemoryLog lines_;
  FakeKeeper keeper_;
};

TEST_F(JournalSearchTest, ASearchFetchesWhatIsNewFirst) {
  const auto all = search();
  EXPECT_EQ(all->find({}, JournalCopy::kFromTheNewest, 100).value().lines.size(), 10U);
  keeper_.last = 11;
  const auto found = all->find({}, JournalCopy::kFromTheNewest, 3).value();
  EXPECT_EQ(found.lines.front().number, 11);
  EXPECT_TRUE(found.more);
  EXPECT_FALSE(found.behind);
  EXPECT_FALSE(all->find({}, 4, 3).value().more);
}

TEST_F(JournalSearchTest, SaysThatItIsBehindWhileTheKeeperIsAwayOrFarAhead) {
  const auto few = search({.pages_before_search = 2});
  const auto first = few->find({}, JournalCopy::kFromTheNewest, 100).value();
  EXPECT_EQ(first.lines.size(), 8U);
  EXPECT_TRUE(first.behind);
  keeper_.answers = false;
  const auto away = few->find({}, JournalCopy::kFromTheNewest, 100).value();
  EXPECT_EQ(away.lines.size(), 8U);
  EXPECT_TRUE(away.behind);
}

TEST_F(JournalSearchTest, AKeeperThatBeganAnewIsFollowed) {
  const auto all = search();
  ASSERT_TRUE(all->find({}, JournalCopy::kFromTheNewest, 100));
  keeper_.journal = "two";
  keeper_.last = 2;
  const auto found = all->find({}, JournalCopy::kFromTheNewest, 100).value();
  EXPECT_EQ(found.lines.size(), 2U);
  EXPECT_FALSE(found.behind);
}

TEST_F(JournalSearchTest, APageThatLeadsNowhereIsNotAskedForEver) {
  keeper_.page_size = 0;
  const auto stuck = search();
  const auto found = stuck->find({}, JournalCopy::kFromTheNewest, 100).value();
  EXPECT_TRUE(found.lines.empty());
  EXPECT_TRUE(found.behind);
}

TEST_F(JournalSearchTest, TheThreadFetchesAllByItself) {
  keeper_.last = 200;
  const auto all = search({.look_every = std::chrono::milliseconds{1}, .pages_before_search = 0});
  ASSERT_TRUE(all->start());
  while (all->find({}, JournalCopy::kFromTheNewest, 1000).value().lines.size() < 200U) {
    std::this_thread::yield();
  }
  EXPECT_EQ(all->kinds().value(), (std::vector<std::string>{"tested"}));
  ASSERT_TRUE(all->stop({}));
}

}  // namespace
}  // namespace appliance

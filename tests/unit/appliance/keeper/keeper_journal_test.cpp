// Goal: a line that was acknowledged survives power loss; lines that wait share a sync and are
// acknowledged after it; whatever goes wrong is told to all who wait, and then it goes on.

#include "appliance/keeper/keeper_journal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "appliance/keeper/journal_page.h"
#include "tests/unit/appliance/keeper/keeper_fixture.h"

namespace appliance {
namespace {

using base::Result;

class KeeperJournalTest : public testing::Test {
 protected:
  KeeperJournal open() {
    auto opened = KeeperJournal::open(files_, "/journal", ids_, clock_, key_);
    if (!opened) throw std::runtime_error{opened.error().message};
    return *std::move(opened);
  }
  static storage::JournalEntry entry(std::string subject = "x") {
    return {.kind = "tested", .actor = "anna", .subject = std::move(subject)};
  }
  std::size_t lines_on_disk(std::string_view subject = "x") {
    files_.lose_power();
    const auto lines = open().read(1, 500).value().lines;
    return static_cast<std::size_t>(std::ranges::count(
        lines, subject, [](const auto& line) { return std::string_view{line.entry.subject}; }));
  }
  KeeperJournal::OnSynced count() {
    return [this](const Result<std::uint64_t>& line) { line ? ++synced_ : ++failed_; };
  }

  test_support::ManualClock clock_;
  test_support::MemoryFileSystem files_;
  base::KernelIdSource ids_;
  crypto::PrivateKey key_ = crypto::PrivateKey::generate(crypto::KeyKind::EcP256).value();
  int synced_ = 0;
  int failed_ = 0;
};

TEST_F(KeeperJournalTest, AppendedLineSurvivesPowerLoss) {
  auto journal = open();
  EXPECT_EQ(journal.append(entry()).value(), 1U);
  EXPECT_EQ(journal.append(entry()).value(), 2U);
  EXPECT_EQ(lines_on_disk(), 2U);
}

TEST_F(KeeperJournalTest, LinesThatWaitAreAcknowledgedBySync) {
  auto journal = open();
  EXPECT_FALSE(journal.due());
  journal.append_later(entry(), count());
  journal.append_later(entry(), count());
  EXPECT_EQ(synced_, 0);
  EXPECT_EQ(journal.due(), clock_.steady() + kJournalBatchWait);
  const std::size_t before = files_.calls(test_support::Operation::Sync);
  journal.flush();
  EXPECT_EQ(files_.calls(test_support::Operation::Sync), before + 1);
  EXPECT_EQ(synced_, 2);
  EXPECT_FALSE(journal.due());
  EXPECT_EQ(lines_on_disk(), 2U);
}

TEST_F(KeeperJournalTest, SyncedLineTakesThoseThatWaitWithIt) {
  auto journal = open();
  std::optional<std::uint64_t> line;
  journal.append_later(entry(), [&](const Result<std::uint64_t>& got) { line = *got; });
  EXPECT_EQ(journal.append(entry()).value(), 2U);
  EXPECT_EQ(line, 1U);
  EXPECT_EQ(lines_on_disk(), 2U);
}

TEST_F(KeeperJournalTest, FailedSyncIsToldToAllWhoWaitAndThenItGoesOn) {
  auto journal = open();
  ASSERT_TRUE(journal.append(entry("kept")));
  journal.append_later(entry("lost"), count());
  journal.append_later(entry("lost"), count());
  files_.fail(test_support::Operation::Sync, 1, base::ErrorKind::Io);
  journal.flush();
  EXPECT_EQ(failed_, 2);
  EXPECT_EQ(synced_, 0);
  ASSERT_TRUE(journal.append(entry("kept")));
  journal.append_later(entry("kept"), count());
  journal.flush();
  EXPECT_EQ(synced_, 1);
  EXPECT_EQ(lines_on_disk("kept"), 3U);
}

TEST_F(KeeperJournalTest, EntryThatIsRefusedDisturbsNobody) {
  auto journal = open();
  journal.append_later(entry(), count());
  EXPECT_FALSE(journal.append(entry(std::string(257, 's'))));
  journal.append_later({.kind = "Not A Kind", .actor = "anna"}, count());
  EXPECT_EQ(failed_, 1);
  journal.flush();
  EXPECT_EQ(synced_, 1);
}

TEST_F(KeeperJournalTest, ReadingShowsWhatWaits) {
  auto journal = open();
  journal.append_later(entry("waits"), count());
  const auto lines = journal.read(1, 10);
  ASSERT_TRUE(lines);
  ASSERT_EQ(lines->lines.size(), 1U);
  EXPECT_EQ(lines->lines[0].entry.subject, "waits");
  EXPECT_EQ(synced_, 1);
}

TEST_F(KeeperJournalTest, PageShowsLinesAndWhereToReadOn) {
  auto journal = open();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(journal.append(entry()));
  const base::Json page = journal_page(journal.read(2, 1).value(), 2);
  ASSERT_EQ(page.find("lines")->as_array()->size(), 1U);
  const base::Json& line = page.find("lines")->as_array()->front();
  EXPECT_EQ(line.get_int("line").value(), 2);
  EXPECT_EQ(line.get_string("time").value(), "2026-11-20T21:14:08.000Z");
  EXPECT_EQ(line.get_string("kind").value(), "tested");
  EXPECT_EQ(line.get_string("actor").value(), "anna");
  EXPECT_EQ(page.get_int("next").value(), 3);
  EXPECT_EQ(page.get_int("last").value(), 3);
  EXPECT_EQ(journal_page({}, 4).get_int("next").value(), 4);

  const auto read = read_journal_page(page).value();
  EXPECT_EQ(read.journal, base::to_string(journal.read(1, 1).value().journal));
  EXPECT_EQ(read.last_line, 3);
  EXPECT_EQ(read.next, 3);
  ASSERT_EQ(read.lines.size(), 1U);
  EXPECT_EQ(read.lines[0].number, 2);
  EXPECT_EQ(read.lines[0].actor, "anna");
  EXPECT_FALSE(read_journal_page(line));
}

TEST_F(KeeperJournalTest, PageFitsIntoAHeaderWhateverIsInIt) {
  KeeperJournal::Excerpt excerpt{.last_line = 500};
  for (std::uint64_t i = 1; i <= 500; ++i) {
    excerpt.lines.push_back({.number = i, .time = {1}, .entry = entry()});
    excerpt.lines.back().entry.fields["text"] = std::string(8000, 'x');
  }
  const base::Json page = journal_page(excerpt, 1);
  EXPECT_LT(page.dump().size(), 60U << 10);
  const std::size_t shown = page.find("lines")->as_array()->size();
  EXPECT_GT(shown, 0U);
  EXPECT_EQ(page.get_int("next").value(), static_cast<std::int64_t>(shown) + 1);
}

TEST_F(KeeperJournalTest, EntryIsReadFromArguments) {
  base::Json arguments;
  arguments["kind"] = "camera-lost";
  EXPECT_FALSE(to_journal_entry(arguments));
  arguments["actor"] = "custody-recorder";
  ASSERT_TRUE(to_journal_entry(arguments));
  arguments["subject"] = "cam";
  arguments["fields"] = base::Json::Object{{"why", "cable"}};
  const auto full = to_journal_entry(arguments);
  ASSERT_TRUE(full);
  EXPECT_EQ(full->kind, "camera-lost");
  EXPECT_EQ(full->subject, "cam");
  EXPECT_EQ(full->fields.get_string("why").value(), "cable");
}

}  // namespace
}  // namespace appliance

// Goal: a journal line that was reported is there for good, and no line can be changed, cut out or
// moved without showing.

#include "storage/journal/journal.h"

#include <gtest/gtest.h>

#include "storage/chain/archive_signature.h"
#include "storage/chain/signing_key.h"
#include "tests/support/filled_id.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_file_system.h"
#include "tests/unit/storage/power_cut.h"

namespace storage {
namespace {

using test_support::filled_id;

JournalEntry opened(int number) {
  return {.kind = "segment-opened",
          .actor = "ann",
          .subject = "camera 7",
          .fields = base::Json{base::Json::Object{{"number", number}}}};
}

class JournalTest : public testing::Test {
 protected:
  base::Result<Journal> try_open(const Journal::Options& options = {}) {
    return Journal::open(files_, "j", filled_id(1), clock_, key_.line_signer(), options);
  }
  Journal open(const Journal::Options& options = {}) { return try_open(options).value(); }
  Journal::KeyLookup keys() const {
    return [this](const base::Id& id) -> std::optional<crypto::PublicKey> {
      if (id != key_.id()) return std::nullopt;
      return public_key_of(key_.public_key()).value();
    };
  }
  std::vector<std::string> names() {
    std::vector<std::string> found;
    const auto entries = files_.list("j", 100);
    for (const auto& each : entries.value()) found.push_back("j/" + each.name);
    return found;
  }
  base::Bytes bytes_of(const std::string& path) {
    return base::read_small_file(files_, path, 1 << 24).value();
  }
  void write(const std::string& path, base::ByteView bytes) {
    ASSERT_TRUE(base::write_file_atomically(files_, path, bytes));
  }

  test_support::ManualClock clock_;
  test_support::MemoryFileSystem files_{&clock_};
  SigningKey key_ = SigningKey::generate({1}).value();
  static constexpr Journal::Options kSmallFiles{.file_bytes_max = 3 * kBlockBytes};
};

TEST_F(JournalTest, LinesReadBackAsTheyWereWritten) {
  Journal journal = open();
  const base::Ticks first = base::to_ticks(clock_.wall());
  EXPECT_EQ(*journal.append(opened(1), Sync::Now), 1U);
  clock_.advance(std::chrono::seconds{5});
  EXPECT_EQ(*journal.append(opened(2), Sync::Batched), 2U);
  clock_.advance(std::chrono::seconds{5});
  EXPECT_EQ(*journal.append(opened(3), Sync::Now), 3U);
  const auto lines = journal.read(1, 10).value();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], (JournalLine{1, first, opened(1)}));
  EXPECT_EQ(lines[1].time.count - first.count, 50'000'000U) << "when it happened, not when synced";
  EXPECT_EQ(journal.read(2, 1).value().at(0).number, 2U);
  EXPECT_TRUE(journal.read(4, 10)->empty());
  EXPECT_EQ(journal.verify(keys())->lines, 3U);
  EXPECT_FALSE(journal.verify(keys())->bad_line);
}

TEST_F(JournalTest, ASyncedLineSurvivesPowerLossAndABatchedOneWaits) {
  {
    Journal journal = open();
    ASSERT_TRUE(journal.append(opened(1), Sync::Batched));
    EXPECT_TRUE(journal.read(1, 10)->empty());
    ASSERT_TRUE(journal.append(opened(2), Sync::Now));
    ASSERT_TRUE(journal.append(opened(3), Sync::Batched));
    files_.lose_power();
  }
  Journal journal = open();
  EXPECT_EQ(journal.last_line(), 2U);
  EXPECT_EQ(journal.read(1, 10)->size(), 2U);
  EXPECT_EQ(*journal.append(opened(3), Sync::Now), 3U);
}

TEST_F(JournalTest, BatchesAreSyncedWhenTheyAreFull) {
  Journal journal = open({.batched_max = 3});
  ASSERT_TRUE(journal.append(opened(1), Sync::Batched));
  ASSERT_TRUE(journal.append(opened(2), Sync::Batched));
  EXPECT_TRUE(journal.read(1, 10)->empty());
  ASSERT_TRUE(journal.append(opened(3), Sync::Batched));
  EXPECT_EQ(journal.read(1, 10)->size(), 3U);
  ASSERT_TRUE(journal.append(opened(4), Sync::Batched));
  ASSERT_TRUE(journal.flush());
  EXPECT_EQ(journal.read(1, 10)->size(), 4U);
}

TEST_F(JournalTest, FilesFollowOneAnotherAndReadAsOne) {
  {
    Journal journal = open(kSmallFiles);
    for (int i = 1; i <= 10; ++i) ASSERT_TRUE(journal.append(opened(i), Sync::Now));
  }
  EXPECT_EQ(names().size(), 4U);
  Journal journal = open(kSmallFiles);
  const auto lines = journal.read(2, 8).value();
  ASSERT_EQ(lines.size(), 8U);
  EXPECT_EQ(lines.front().entry, opened(2));
  EXPECT_EQ(lines.back().entry, opened(9));
  EXPECT_EQ(journal.verify(keys())->lines, 10U);
}

TEST_F(JournalTest, PowerLossAtEveryCallKeepsWhatWasReported) {
  for (std::size_t call = 1;; ++call) {
    test_support::MemoryFileSystem fresh{&clock_};
    PowerCut power{fresh, call};
    const auto open_fresh = [&] {
      return Journal::open(fresh, "j", filled_id(1), clock_, key_.line_signer(), kSmallFiles);
    };
    std::uint64_t reported = 0;
    if (auto journal = open_fresh()) {
      for (int i = 1; i <= 8 && !power.happened(); ++i) {
        if (const auto line = journal->append(opened(i), Sync::Now)) reported = *line;
      }
    }
    power.disarm();
    auto journal = open_fresh();
    ASSERT_TRUE(journal) << call << ": " << journal.error().message;
    EXPECT_GE(journal->last_line(), reported) << call;
    ASSERT_TRUE(journal->append(opened(99), Sync::Now));
    const auto verdict = journal->verify(keys()).value();
    EXPECT_FALSE(verdict.bad_line) << call << ": " << verdict.what;
    EXPECT_EQ(verdict.lines, journal->last_line());
    if (!power.happened()) break;
  }
}

TEST_F(JournalTest, EveryChangedByteShowsAtItsLine) {
  Journal journal = open();
  ASSERT_TRUE(journal.append(opened(1), Sync::Batched));
  ASSERT_TRUE(journal.append(opened(2), Sync::Now));
  ASSERT_TRUE(journal.append(opened(3), Sync::Now));
  const std::string path = names().at(0);
  const base::Bytes file = bytes_of(path);
  for (std::size_t i = 0; i < file.size(); i += 41) {
    base::Bytes changed = file;
    changed[i] ^= 4;
    write(path, changed);
    const auto verdict = journal.verify(keys());
    if (!verdict) continue;  // another format, as a whole
    ASSERT_TRUE(verdict->bad_line) << i;
    EXPECT_LE(*verdict->bad_line, i < kBlockBytes ? 2U : 3U) << i;
  }
}

TEST_F(JournalTest, AChangeInTheMiddleIsNotTakenForATornTail) {
  {
    Journal journal = open();
    for (int i = 1; i <= 3; ++i) ASSERT_TRUE(journal.append(opened(i), Sync::Now));
  }
  const std::string path = names().at(0);
  base::Bytes changed = bytes_of(path);
  changed[kBlockBytes + 60] ^= 1;
  write(path, changed);
  EXPECT_EQ(try_open().error().kind, base::ErrorKind::Corrupt);
  EXPECT_EQ(bytes_of(path), changed) << "nothing was cut off";
}

TEST_F(JournalTest, AMissingFileOrOneOfAnotherJournalShows) {
  Journal journal = open(kSmallFiles);
  for (int i = 1; i <= 8; ++i) ASSERT_TRUE(journal.append(opened(i), Sync::Now));
  const std::string second = names().at(1);
  const base::Bytes bytes = bytes_of(second);
  ASSERT_TRUE(files_.remove_file(second));
  EXPECT_FALSE(journal.verify(keys()));
  write(second, bytes_of(names().at(0)));
  EXPECT_EQ(journal.verify(keys())->bad_line, 4U);
  write(second, bytes);
  EXPECT_FALSE(journal.verify(keys())->bad_line);
}

TEST_F(JournalTest, LinesOfAnUnknownKeyShow) {
  Journal journal = open();
  ASSERT_TRUE(journal.append(opened(1), Sync::Now));
  const auto nobody = [](const base::Id&) { return std::optional<crypto::PublicKey>{}; };
  EXPECT_EQ(journal.verify(nobody)->bad_line, 1U);
}

TEST_F(JournalTest, AfterAnErrorNothingIsTakenUntilItIsOpenedAgain) {
  Journal journal = open();
  ASSERT_TRUE(journal.append(opened(1), Sync::Now));
  files_.fail(test_support::Operation::Sync, 1, base::ErrorKind::Io);
  EXPECT_EQ(journal.append(opened(2), Sync::Now).error().kind, base::ErrorKind::Io);
  EXPECT_EQ(journal.append(opened(3), Sync::Now).error().kind, base::ErrorKind::Unavailable);
  Journal again = open();
  EXPECT_TRUE(again.append(opened(4), Sync::Now));
  EXPECT_FALSE(again.verify(keys())->bad_line);
}

TEST_F(JournalTest, EntriesBeyondTheFormatAreRefused) {
  Journal journal = open();
  JournalEntry wrong = opened(1);
  wrong.kind = "Opened";
  EXPECT_EQ(journal.append(wrong, Sync::Now).error().kind, base::ErrorKind::InvalidInput);
  EXPECT_EQ(*journal.append(opened(1), Sync::Now), 1U) << "and the journal goes on";
}

}  // namespace
}  // namespace storage

// Goal: what append() reported is in both copies for good; what it did not report is cut off, and
// what was altered is told from that.

#include "storage/chain/signed_log.h"

#include <gtest/gtest.h>

#include "storage/chain/signing_key.h"
#include "tests/support/filled_id.h"
#include "tests/support/memory_file_system.h"
#include "tests/unit/storage/power_cut.h"

namespace storage {
namespace {

class SignedLogTest : public testing::Test {
 protected:
  base::Result<SignedLog> try_open() {
    return SignedLog::open(files_, copies_,
                           {.type = LogType::Locks,
                            .log = test_support::filled_id(1),
                            .recorder = test_support::filled_id(2)});
  }
  SignedLog open() { return try_open().value(); }
  base::Result<void> append(SignedLog& log, std::string_view text) {
    const NewLine line{1, base::to_bytes(text)};
    return log.append({&line, 1}, {1000}, key_.line_signer());
  }
  std::vector<std::string> texts() {
    std::vector<std::string> found;
    const auto reading = read_signed_log(files_, copies_);
    if (!reading) return found;
    for (const ReadLine& line : reading->lines) found.emplace_back(base::as_text(line.body));
    return found;
  }
  base::Bytes bytes_of(std::size_t copy) {
    return base::read_small_file(files_, copies_[copy], 1 << 20).value();
  }
  void write(std::size_t copy, base::ByteView bytes) {
    ASSERT_TRUE(base::write_file_atomically(files_, copies_[copy], bytes));
  }

  test_support::MemoryFileSystem files_;
  LogCopies copies_{"a/locks", "b/locks"};
  SigningKey key_ = SigningKey::generate({1}).value();

  void SetUp() override {
    ASSERT_TRUE(base::make_directories(files_, "a", base::Access::Private));
    ASSERT_TRUE(base::make_directories(files_, "b", base::Access::Private));
  }
};

using Texts = std::vector<std::string>;

TEST_F(SignedLogTest, LinesReadBackInOrderFromBothCopies) {
  SignedLog log = open();
  ASSERT_TRUE(append(log, "one"));
  const NewLine two[] = {{1, base::to_bytes("two")}, {1, base::to_bytes("three")}};
  ASSERT_TRUE(log.append(two, {2000}, key_.line_signer()));
  EXPECT_EQ(texts(), (Texts{"one", "two", "three"}));
  EXPECT_EQ(bytes_of(0), bytes_of(1));
  EXPECT_EQ(bytes_of(0).size(), 2 * kBlockBytes) << "a commit ends on a block";
  ASSERT_EQ(log.lines().size(), 3U);
  EXPECT_EQ(log.lines()[2].link, read_signed_log(files_, copies_)->lines[2].link);
  EXPECT_EQ(log.lines()[2].position, read_signed_log(files_, copies_)->lines[2].position);
}

TEST_F(SignedLogTest, AReopenedLogGoesOn) {
  SignedLog first = open();
  ASSERT_TRUE(append(first, "one"));
  SignedLog second = open();
  EXPECT_EQ(second.lines().size(), 1U);
  ASSERT_TRUE(append(second, "two"));
  EXPECT_EQ(texts(), (Texts{"one", "two"}));
}

TEST_F(SignedLogTest, WhatWasReportedSurvivesPowerLossAtEveryCall) {
  // The third line is written while the power fails at the n-th call, for every n.
  for (std::size_t call = 1;; ++call) {
    test_support::MemoryFileSystem fresh;
    ASSERT_TRUE(base::make_directories(fresh, "a", base::Access::Private));
    ASSERT_TRUE(base::make_directories(fresh, "b", base::Access::Private));
    const LogHeader header{.type = LogType::Signers, .log = test_support::filled_id(1)};
    PowerCut power{fresh, call};
    std::size_t reported = 0;
    for (int i = 0; i < 3 && !power.happened(); ++i) {
      auto log = SignedLog::open(fresh, copies_, header);
      const NewLine line{1, base::to_bytes("line")};
      if (log && log->append({&line, 1}, {1000}, key_.line_signer())) ++reported;
    }
    power.disarm();
    auto log = SignedLog::open(fresh, copies_, header);
    ASSERT_TRUE(log) << call << ": " << log.error().message;
    EXPECT_GE(log->lines().size(), reported) << call;
    EXPECT_LE(log->lines().size(), reported + 1) << call;
    const NewLine line{1, base::to_bytes("after")};
    ASSERT_TRUE(log->append({&line, 1}, {2000}, key_.line_signer()));
    EXPECT_EQ(base::read_small_file(fresh, copies_[0], 1 << 20).value(),
              base::read_small_file(fresh, copies_[1], 1 << 20).value());
    if (!power.happened()) break;
  }
}

TEST_F(SignedLogTest, TheShorterCopyIsCompleted) {
  SignedLog log = open();
  ASSERT_TRUE(append(log, "one"));
  const base::Bytes shorter = bytes_of(0);
  ASSERT_TRUE(append(log, "two"));
  write(0, shorter);
  EXPECT_EQ(texts(), (Texts{"one", "two"}));
  (void)open();
  EXPECT_EQ(bytes_of(0), bytes_of(1));
}

TEST_F(SignedLogTest, AMissingOrUnreadableCopyIsMadeAgain) {
  SignedLog log = open();
  ASSERT_TRUE(append(log, "one"));
  ASSERT_TRUE(files_.remove_file(copies_[0]));
  EXPECT_TRUE(read_signed_log(files_, copies_)->one_copy);
  EXPECT_TRUE(open().had_one_copy());
  write(1, base::Bytes(5000, 0x55));
  EXPECT_TRUE(open().had_one_copy());
  EXPECT_EQ(bytes_of(0), bytes_of(1));
  EXPECT_EQ(texts(), Texts{"one"});
}

TEST_F(SignedLogTest, CopiesThatContradictEachOtherAreCorruptAndUntouched) {
  SignedLog log = open();
  ASSERT_TRUE(append(log, "one"));
  const base::Bytes start = bytes_of(0);
  ASSERT_TRUE(append(log, "two"));
  const base::Bytes one_way = bytes_of(0);
  write(0, start);
  write(1, start);
  SignedLog again = open();
  ASSERT_TRUE(append(again, "other"));
  write(1, one_way);
  const base::Bytes other_way = bytes_of(0);
  EXPECT_TRUE(read_signed_log(files_, copies_)->contradicted);
  EXPECT_EQ(try_open().error().kind, base::ErrorKind::Corrupt);
  EXPECT_EQ(bytes_of(0), other_way);
  EXPECT_EQ(bytes_of(1), one_way);
}

TEST_F(SignedLogTest, AChangedLineInTheMiddleIsToldFromATornTail) {
  SignedLog log = open();
  for (const char* text : {"one", "two", "three"}) ASSERT_TRUE(append(log, text));
  base::Bytes changed = bytes_of(0);
  changed[kBlockBytes + 45] ^= 1;  // in the second line
  write(0, changed);
  EXPECT_TRUE(read_signed_log(files_, copies_)->altered);
  EXPECT_EQ(texts(), (Texts{"one", "two", "three"})) << "the other copy has it";
  EXPECT_TRUE(open().was_altered());
  write(0, changed);
  write(1, changed);
  EXPECT_EQ(try_open().error().kind, base::ErrorKind::Corrupt) << "nothing may be cut off";

  base::Bytes torn = bytes_of(0);
  torn = changed;
  torn.resize(2 * kBlockBytes);
  write(0, torn);
  write(1, torn);
  EXPECT_FALSE(read_signed_log(files_, copies_)->altered);
  EXPECT_EQ(texts(), Texts{"one"});
}

TEST_F(SignedLogTest, AfterAFailedWriteItMustBeOpenedAgain) {
  SignedLog log = open();
  files_.fail(test_support::Operation::Sync, 2, base::ErrorKind::Io);
  EXPECT_FALSE(append(log, "one"));
  EXPECT_EQ(append(log, "two").error().kind, base::ErrorKind::Unavailable);
  SignedLog again = open();
  ASSERT_TRUE(append(again, "three"));
  EXPECT_EQ(texts().back(), "three");
}

TEST_F(SignedLogTest, ALogOfAnotherKindIsNotWrittenTo) {
  (void)open();
  SignedLog log = open();
  ASSERT_TRUE(append(log, "one"));
  const auto other = SignedLog::open(
      files_, copies_, {.type = LogType::Signers, .recorder = test_support::filled_id(2)});
  EXPECT_EQ(other.error().kind, base::ErrorKind::Corrupt);
}

}  // namespace
}  // namespace storage

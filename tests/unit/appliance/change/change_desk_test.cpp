// Goal: a change that could lock its owner out stays only when it is confirmed in time, by whoever
// made it, over a new connection; whatever else happens, the old settings come back (R062).

#include "appliance/change/change_desk.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/event/catalogue.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/memory_log.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;
using Outcome = ChangeDesk::Outcome;
using test_support::Operation;

class Setting : public Changeable {
 public:
  explicit Setting(std::string name) : name_{std::move(name)} {}
  std::string_view name() const override { return name_; }
  base::Result<base::Bytes> current() override { return base::to_bytes(value); }
  base::Result<void> apply(base::ByteView bytes) override {
    if (base::as_text(bytes) == refused) return base::Error{base::ErrorKind::DiskFull, "full"};
    value = base::as_text(bytes);
    return {};
  }
  std::string value = "old";
  std::string refused = "refused";

 private:
  std::string name_;
};

class ChangeDeskTest : public testing::Test {
 protected:
  ChangeDeskTest() {
    eva_.account.bytes[0] = 1;
    eva_.name = "eva";
    adam_.account.bytes[0] = 2;
    adam_.name = "adam";
    start();
  }

  // As after a crash: nothing but the disk and the settings is left.
  void start() {
    desk_ = std::make_unique<ChangeDesk>(ChangeDesk::Parts{files_, clock_, log_}, "change-undo");
    desk_->add(ports_);
    desk_->add(hosts_);
  }
  static std::vector<SettingValue> both(const char* value) {
    return {{"ports", base::to_bytes(value)}, {"hosts", base::to_bytes(value)}};
  }
  std::string propose(std::chrono::seconds within = 120s) {
    auto proposed = desk_->propose(both("new"), eva_, within);
    clock_.advance(1ms);
    return proposed.value().token;
  }
  std::string values() const { return ports_.value + " " + hosts_.value; }
  bool told(const base::EventKind& kind) const {
    return std::ranges::any_of(lines_.lines, [&](const std::string& line) {
      return line.find(kind.code) != std::string::npos;
    });
  }
  bool record_there() { return files_.stat("change-undo").has_value(); }
  // Until the desk's own thread has seen the time.
  void wait_until_undone() {
    while (desk_->pending() || record_there()) std::this_thread::yield();
  }

  test_support::ManualClock clock_;
  test_support::MemoryFileSystem files_{&clock_};
  test_support::MemoryLog lines_;
  AccessLog log_{base::Logger{lines_, clock_, "test"}, clock_, {}};
  Setting ports_{"ports"};
  Setting hosts_{"hosts"};
  ChangeDesk::Asker eva_;
  ChangeDesk::Asker adam_;
  std::unique_ptr<ChangeDesk> desk_;
};

TEST_F(ChangeDeskTest, AConfirmedChangeStays) {
  const auto token = propose();
  EXPECT_EQ(values(), "new new");
  EXPECT_TRUE(record_there());
  EXPECT_EQ(desk_->confirm(token, eva_, clock_.steady()), Outcome::Done);
  EXPECT_FALSE(record_there());
  EXPECT_FALSE(desk_->pending());
  start();
  EXPECT_TRUE(desk_->restore());
  EXPECT_EQ(values(), "new new");
  EXPECT_TRUE(told(base::events::kChangeConfirmed));
}

TEST_F(ChangeDeskTest, AChangeUndoesItselfWhenItsTimeIsOver) {
  const auto token = propose(10s);
  ASSERT_TRUE(desk_->start());
  EXPECT_EQ(desk_->pending()->left, 10s);
  clock_.advance(10s - 2ms);
  EXPECT_EQ(desk_->check(token, eva_, clock_.steady()), Outcome::Done);
  clock_.advance(1ms);
  EXPECT_EQ(desk_->confirm(token, eva_, clock_.steady()), Outcome::NothingPending);
  wait_until_undone();
  ASSERT_TRUE(desk_->stop({}));
  EXPECT_EQ(values(), "old old");
  EXPECT_TRUE(told(base::events::kChangeReverted));
}

TEST_F(ChangeDeskTest, AStepOfTheWallClockNeitherHastensNorDelaysIt) {
  const auto token = propose(10s);
  clock_.step_wall(std::chrono::hours{24});
  EXPECT_EQ(desk_->pending()->left, 10s);
  EXPECT_EQ(desk_->confirm(token, eva_, clock_.steady()), Outcome::Done);
}

TEST_F(ChangeDeskTest, ARestartUndoesItBeforeAnythingElse) {
  (void)propose();
  files_.lose_power();
  start();
  ASSERT_TRUE(desk_->restore());
  EXPECT_EQ(values(), "old old");
  EXPECT_FALSE(record_there());
}

TEST_F(ChangeDeskTest, WhereverThePowerFailsTheSettingsAreTheOldOnesAfterwards) {
  for (std::size_t call = 1; call < 40; ++call) {
    std::size_t count = 0;
    files_.on_call([&](Operation, const std::string&) {
      if (++count == call) files_.lose_power(call);
    });
    const auto proposed = desk_->propose(both("new"), eva_, 120s);
    files_.on_call({});
    files_.lose_power(call);
    start();
    ASSERT_TRUE(desk_->restore()) << call;
    ASSERT_EQ(values(), "old old") << call;
    if (count < call) break;
  }
}

TEST_F(ChangeDeskTest, OneChangeAtATime) {
  (void)propose();
  const auto second = desk_->propose(both("newer"), adam_, 120s);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, base::ErrorKind::Exists);
  EXPECT_EQ(values(), "new new");
  EXPECT_EQ(desk_->revert(adam_), Outcome::Done);
  EXPECT_EQ(values(), "old old");
  EXPECT_TRUE(desk_->propose(both("newer"), adam_, 120s));
}

TEST_F(ChangeDeskTest, OnlyAConnectionFromAfterTheChangeConfirms) {
  const base::SteadyTime before = clock_.steady();
  const auto token = propose();
  EXPECT_EQ(desk_->confirm(token, eva_, before), Outcome::OldConnection);
  EXPECT_TRUE(told(base::events::kConfirmationRefused));
  EXPECT_EQ(desk_->confirm(token, eva_, before + 1ns), Outcome::Done);
}

TEST_F(ChangeDeskTest, OnlyTheTokenOfTheAccountThatChangedItConfirms) {
  const auto token = propose();
  EXPECT_EQ(desk_->confirm(token, adam_, clock_.steady()), Outcome::AnotherAccount);
  EXPECT_EQ(desk_->confirm(std::string(64, '0'), eva_, clock_.steady()), Outcome::WrongToken);
  EXPECT_EQ(desk_->confirm("", eva_, clock_.steady()), Outcome::WrongToken);
  EXPECT_EQ(desk_->confirm(token, eva_, clock_.steady()), Outcome::Done);
  EXPECT_EQ(desk_->confirm(token, eva_, clock_.steady()), Outcome::NothingPending);
}

TEST_F(ChangeDeskTest, TheTokenIsNowhereOnDiskOrInTheLog) {
  const auto token = propose();
  EXPECT_EQ(token.size(), 64U);
  const auto record = base::read_small_file(files_, "change-undo", 4096).value();
  EXPECT_EQ(base::as_text(record).find(token), std::string_view::npos);
  for (const auto& line : lines_.lines) EXPECT_EQ(line.find(token), std::string::npos);
}

TEST_F(ChangeDeskTest, WhenOneSettingRefusesNoneIsChanged) {
  const std::vector<SettingValue> values{{"ports", base::to_bytes("new")},
                                         {"hosts", base::to_bytes("refused")}};
  EXPECT_FALSE(desk_->propose(values, eva_, 120s));
  EXPECT_EQ(this->values(), "old old");
  EXPECT_FALSE(record_there());
  EXPECT_FALSE(desk_->pending());
  EXPECT_FALSE(desk_->propose({{"nothing", {}}}, eva_, 120s));
  EXPECT_FALSE(record_there());
}

TEST_F(ChangeDeskTest, NothingIsAppliedWhileItsUndoCannotBeWritten) {
  files_.fail(Operation::Sync, 1, base::ErrorKind::Io);
  EXPECT_FALSE(desk_->propose(both("new"), eva_, 120s));
  EXPECT_EQ(values(), "old old");
  EXPECT_FALSE(desk_->pending());
}

TEST_F(ChangeDeskTest, WhatCannotBeUndoneIsTriedAgainUntilItCan) {
  hosts_.refused = "old";
  (void)propose(10s);
  EXPECT_EQ(desk_->revert(eva_), Outcome::Failed);
  EXPECT_TRUE(record_there());
  EXPECT_TRUE(told(base::events::kChangeNotUndone));
  hosts_.refused.clear();
  ASSERT_TRUE(desk_->start());
  clock_.advance(5s);
  wait_until_undone();
  ASSERT_TRUE(desk_->stop({}));
  EXPECT_EQ(values(), "old old");
}

TEST_F(ChangeDeskTest, ARecordThatCannotBeAppliedKeepsTheDeviceFromListening) {
  (void)propose();
  hosts_.refused = "old";
  start();
  EXPECT_FALSE(desk_->restore());
  EXPECT_TRUE(record_there());
}

TEST_F(ChangeDeskTest, ARecordThatCannotBeReadIsPutAsideAndTold) {
  ASSERT_TRUE(base::write_file_atomically(files_, "change-undo", base::as_bytes("{")));
  EXPECT_TRUE(desk_->restore());
  EXPECT_FALSE(record_there());
  EXPECT_TRUE(files_.stat("change-undo.unreadable"));
  EXPECT_TRUE(told(base::events::kChangeNotUndone));
}

TEST_F(ChangeDeskTest, AConfirmationThatTheDiskDoesNotTakeLeavesItPending) {
  const auto token = propose();
  files_.fail(Operation::RemoveFile, 1, base::ErrorKind::Io);
  EXPECT_EQ(desk_->confirm(token, eva_, clock_.steady()), Outcome::Failed);
  EXPECT_TRUE(desk_->pending());
  EXPECT_EQ(desk_->confirm(token, eva_, clock_.steady()), Outcome::Done);
}

}  // namespace
}  // namespace appliance

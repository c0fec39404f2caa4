// Goal: the table on disk is the one in force, also after a restart, and one that cannot be read
// lets nobody in (R062, R069); rows that expire are told of in time.

#include "appliance/hosts/host_access.h"

#include <gtest/gtest.h>

#include <fstream>

#include "appliance/hosts/expiry_notice.h"
#include "base/event/catalogue.h"
#include "base/real_file_system.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_log.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/appliance/hosts/host_fixture.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;
using host_test::allow;
using host_test::deny;
using host_test::table;

class HostAccessTest : public testing::Test {
 protected:
  HostAccessTest() { start(); }

  void start() {
    access_.reset();  // the database is one's alone
    access_ = std::make_unique<HostAccess>(HostAccess::Parts{files_, clock_, log_}, path_);
    access_->on_change([this] { ++changes_; });
  }
  bool lets_in(const std::string& from, HostService service = HostService::Web) {
    return access_->gate(service)(http::Peer{.address = host_test::address(from)});
  }
  base::Result<void> apply(const HostTable& of,
                           std::optional<std::int64_t> made_from = std::nullopt) {
    return access_->apply(HostAccess::value_of(of, made_from));
  }
  std::size_t told(const base::EventKind& kind) const {
    std::size_t count = 0;
    for (const auto& line : lines_.lines) count += line.find(kind.code) != std::string::npos;
    return count;
  }

  test_support::TemporaryDirectory folder_;
  std::string path_ = folder_ / "hosts.db";
  base::RealFileSystem files_;
  test_support::ManualClock clock_;
  test_support::MemoryLog lines_;
  AccessLog log_{base::Logger{lines_, clock_, "test"}, clock_, {}};
  int changes_ = 0;
  std::unique_ptr<HostAccess> access_;
};

TEST_F(HostAccessTest, AtTheFactoryItIsOffAndWouldDeny) {
  EXPECT_TRUE(lets_in("192.0.2.1"));
  const auto now = access_->snapshot();
  EXPECT_FALSE(now.table.enabled);
  EXPECT_EQ(now.table.otherwise, Verdict::Deny);
  EXPECT_EQ(now.revision, 0);
  EXPECT_TRUE(now.readable);
}

TEST_F(HostAccessTest, ATableIsInForceAtOnceAndAfterARestart) {
  ASSERT_TRUE(apply(table(Verdict::Deny, {allow(1, "192.0.2.0/24")})));
  EXPECT_EQ(changes_, 1);
  EXPECT_TRUE(lets_in("192.0.2.1"));
  EXPECT_FALSE(lets_in("198.51.100.1"));
  start();
  EXPECT_EQ(access_->snapshot().revision, 1);
  EXPECT_TRUE(lets_in("192.0.2.1"));
  EXPECT_FALSE(lets_in("198.51.100.1"));
}

TEST_F(HostAccessTest, OnlyATableMadeFromTheOneInForceReplacesIt) {
  const auto first = table(Verdict::Deny, {allow(1, "192.0.2.0/24")});
  ASSERT_TRUE(apply(first, 0));
  const auto late = apply(table(Verdict::Allow, {}), 0);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, base::ErrorKind::Exists);
  EXPECT_EQ(access_->snapshot().table, first);
  EXPECT_TRUE(apply(table(Verdict::Allow, {}), 1));
  EXPECT_EQ(access_->snapshot().revision, 2);
}

TEST_F(HostAccessTest, WhatCurrentGivesBringsBackWhatWas) {
  auto first = table(Verdict::Deny, {allow(1, "192.0.2.0/24"), deny(2, "::/0")});
  ASSERT_TRUE(apply(first));
  const auto before = access_->current().value();
  ASSERT_TRUE(apply(table(Verdict::Allow, {})));
  ASSERT_TRUE(access_->apply(before));
  EXPECT_EQ(access_->snapshot().table, first);
  EXPECT_EQ(access_->snapshot().revision, 3);
}

TEST_F(HostAccessTest, ARefusalIsToldWithItsRowAndManyAreCounted) {
  ASSERT_TRUE(apply(table(Verdict::Deny, {deny(1, "192.0.2.9"), allow(2, "192.0.2.0/24")})));
  EXPECT_FALSE(lets_in("192.0.2.9", HostService::Rtsp));
  ASSERT_EQ(told(base::events::kHostRefused), 1U);
  const std::string& line = lines_.lines.back();
  EXPECT_NE(line.find(R"("subject":"rtsp")"), std::string::npos) << line;
  EXPECT_NE(line.find(R"("row":"01000000000000000000000000000000")"), std::string::npos) << line;
  EXPECT_NE(line.find(R"("address":"192.0.2.9")"), std::string::npos) << line;
  for (int i = 0; i < 200; ++i) (void)lets_in("192.0.2.9");
  EXPECT_EQ(told(base::events::kHostRefused), 60U);
}

TEST_F(HostAccessTest, ATableThatCannotBeReadLetsOnlyTheConsoleInUntilOneIsSaved) {
  access_.reset();
  std::ofstream{path_, std::ios::binary | std::ios::trunc} << std::string(8192, 'x');
  start();
  EXPECT_EQ(told(base::events::kHostTableUnreadable), 1U);
  EXPECT_FALSE(access_->snapshot().readable);
  EXPECT_FALSE(lets_in("192.0.2.1"));
  EXPECT_TRUE(lets_in("127.0.0.1"));
  EXPECT_TRUE(lets_in("::1"));
  const auto before = access_->current().value();
  ASSERT_TRUE(apply(table(Verdict::Deny, {allow(1, "192.0.2.0/24")})));
  EXPECT_TRUE(lets_in("192.0.2.1"));
  EXPECT_TRUE(files_.stat(path_ + ".unreadable"));
  ASSERT_TRUE(access_->apply(before));
  EXPECT_FALSE(lets_in("192.0.2.1"));
  start();
  EXPECT_FALSE(lets_in("192.0.2.1"));
}

TEST_F(HostAccessTest, ARowEndsItsGuestsWhenItExpires) {
  auto rows = table(Verdict::Deny, {allow(1, "192.0.2.1"), allow(2, "198.51.100.1")});
  rows.rows[0].expires = clock_.wall() + 1h;
  ASSERT_TRUE(apply(rows));
  access_->look();
  EXPECT_EQ(changes_, 1);
  clock_.advance(1h - 1ns);
  EXPECT_TRUE(lets_in("192.0.2.1"));
  clock_.advance(1ns);
  EXPECT_FALSE(lets_in("192.0.2.1"));
  access_->look();
  EXPECT_EQ(changes_, 2);
  access_->look();
  EXPECT_EQ(changes_, 2);
}

TEST_F(HostAccessTest, ItIsTold30And7And1DaysBeforeOnceEachAlsoOverRestarts) {
  auto rows = table(Verdict::Deny, {allow(1, "192.0.2.1"), allow(2, "198.51.100.1")});
  rows.rows[0].expires = clock_.wall() + std::chrono::days{31};
  ASSERT_TRUE(apply(rows));
  std::vector<std::size_t> counts;
  for (int day = 0; day <= 31; ++day) {
    access_->look();
    start();
    access_->look();
    counts.push_back(told(base::events::kHostRowExpires));
    clock_.advance(std::chrono::days{1});
  }
  EXPECT_EQ(counts[0], 0U);
  EXPECT_EQ(counts[1], 1U);
  EXPECT_EQ(counts[23], 1U);
  EXPECT_EQ(counts[24], 2U);
  EXPECT_EQ(counts[29], 2U);
  EXPECT_EQ(counts[30], 3U);
  EXPECT_EQ(counts[31], 3U);
}

TEST(ExpiryNoticeTest, WhatWasPassedBetweenTwoLooksIsToldOnceTheNearestOnly) {
  const base::WallTime now = test_support::ManualClock{}.wall();
  auto rows = table(Verdict::Deny, {allow(1, "192.0.2.1")});
  rows.rows[0].expires = now + std::chrono::days{5};
  const auto first = expiry_notices(rows, std::nullopt, now);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].days, 7);
  EXPECT_TRUE(expiry_notices(rows, now, now + 1h).empty());
  rows.rows[0].enabled = false;
  EXPECT_TRUE(expiry_notices(rows, std::nullopt, now).empty());
}

}  // namespace
}  // namespace appliance

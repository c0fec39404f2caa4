// Goal: lines reach the journal in their order, wait while nobody writes them, and are bounded.
// Method: a keeper that the test plays.

#include "nvr/admin/journal_sender.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/temporary_directory.h"
#include "tests/unit/nvr/fake_peer.h"

namespace nvr {
namespace {

using namespace std::chrono_literals;

class JournalSenderTest : public testing::Test {
 protected:
  std::unique_ptr<nvr_test::FakePeer> keeper() {
    return std::make_unique<nvr_test::FakePeer>(socket_, [this](base::ipc::Server& server) {
      server.handle("append_journal",
                    [this](const base::ipc::Request& request) -> base::Result<base::ipc::Reply> {
                      const auto kind = request.payload.arguments.get_string("kind").value();
                      if (kind == "refused") {
                        return base::Error{base::ErrorKind::InvalidInput, "no such line"};
                      }
                      written_.with([&](std::vector<std::string>& all) { all.push_back(kind); });
                      return base::ipc::Reply{};
                    });
    });
  }
  void TearDown() override { ASSERT_TRUE(caller_.stop({})); }
  std::vector<std::string> written() {
    return written_.with([](const std::vector<std::string>& all) { return all; });
  }
  void until_written(std::size_t lines) {
    while (written().size() < lines) {
      sender_.try_again();
      std::this_thread::sleep_for(1ms);
    }
  }

  test_support::TemporaryDirectory folder_;
  const std::string socket_ = folder_ / "keeper.sock";
  base::RealClock clock_;
  base::Guarded<std::vector<std::string>> written_;
  base::Caller caller_{
      {.name = "keeper", .client = {.path = socket_, .backoff = {.first = 1ms, .max = 2ms}}},
      clock_};
  JournalSender sender_{caller_, clock_, {.waiting_max = 3}};
};

TEST_F(JournalSenderTest, LinesKeepTheirOrderThroughAnAbsence) {
  ASSERT_TRUE(caller_.start());
  sender_.tell({.kind = "one", .actor = "clerk", .subject = ""});
  sender_.tell({.kind = "two", .actor = "", .subject = ""});
  const auto peer = keeper();
  sender_.tell({.kind = "three", .actor = "clerk", .subject = ""});
  until_written(3);
  EXPECT_EQ(written(), (std::vector<std::string>{"one", "two", "three"}));
}

TEST_F(JournalSenderTest, WhatFindsNoRoomIsCountedInALineOfItsOwn) {
  ASSERT_TRUE(caller_.start());
  for (const char* kind : {"one", "two", "three", "four", "five"}) {
    sender_.tell({.kind = kind, .actor = "clerk", .subject = ""});
  }
  EXPECT_EQ(sender_.waiting(), 3U);
  const auto peer = keeper();
  until_written(4);
  EXPECT_EQ(written(), (std::vector<std::string>{"one", "two", "three", "lines-left-out"}));
}

TEST_F(JournalSenderTest, ALineThatIsRefusedForWhatItIsDoesNotHoldUpOthers) {
  const auto peer = keeper();
  ASSERT_TRUE(caller_.start());
  sender_.tell({.kind = "refused", .actor = "clerk", .subject = ""});
  sender_.tell({.kind = "after", .actor = "clerk", .subject = ""});
  until_written(1);
  EXPECT_EQ(written(), (std::vector<std::string>{"after"}));
}

}  // namespace
}  // namespace nvr

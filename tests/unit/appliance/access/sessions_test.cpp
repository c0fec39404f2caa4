// Goal: sessions end when they should, survive a restart, and are worth nothing to who reads the
// disk. Method: a clock of ours, a real database.

#include "appliance/access/sessions.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/support/manual_clock.h"
#include "tests/support/temporary_directory.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;

const base::Id kClerkId{{1}};
const base::Id kJudgeId{{2}};

class SessionsTest : public testing::Test {
 protected:
  SessionsTest() { reopen(); }
  void reopen() {
    sessions_.reset();
    sessions_ = Sessions::open(path_, clock_, options_).value();
  }

  test_support::TemporaryDirectory directory_;
  std::string path_ = std::string{directory_.path()} + "/sessions.db";
  test_support::ManualClock clock_;
  Sessions::Options options_{.idle_max = 10min, .age_max = 60min, .per_account_max = 2};
  std::unique_ptr<Sessions> sessions_;
};

TEST_F(SessionsTest, ATokenOpensItsSessionAndNothingElseDoes) {
  const auto started = sessions_->start(kClerkId, {}).value();
  EXPECT_EQ(sessions_->use(started.token)->account, kClerkId);
  EXPECT_FALSE(sessions_->use(""));
  EXPECT_FALSE(sessions_->use(started.token + "0"));
  EXPECT_FALSE(sessions_->use(base::hex(started.session.id)));
}

TEST_F(SessionsTest, AnIdleSessionEnds) {
  const auto started = sessions_->start(kClerkId, {}).value();
  clock_.advance(10min - 1s);
  EXPECT_TRUE(sessions_->use(started.token));
  clock_.advance(10min - 1s);
  EXPECT_TRUE(sessions_->use(started.token));
  clock_.advance(10min);
  EXPECT_FALSE(sessions_->use(started.token));
}

TEST_F(SessionsTest, ASessionInUseEndsAtItsAgeAllTheSame) {
  const auto started = sessions_->start(kClerkId, {}).value();
  for (int i = 0; i < 11; ++i) {
    clock_.advance(5min);
    EXPECT_TRUE(sessions_->touch(started.session.id));
  }
  clock_.advance(5min);
  EXPECT_FALSE(sessions_->use(started.token));
}

TEST_F(SessionsTest, AStepOfTheWallClockNeitherEndsNorLengthensOne) {
  const auto started = sessions_->start(kClerkId, {}).value();
  clock_.step_wall(24h);
  EXPECT_TRUE(sessions_->use(started.token));
  clock_.step_wall(-48h);
  EXPECT_TRUE(sessions_->use(started.token));
  reopen();
  EXPECT_TRUE(sessions_->use(started.token));
  clock_.advance(60min);
  EXPECT_FALSE(sessions_->use(started.token));
}

TEST_F(SessionsTest, SurviveARestart) {
  const auto started = sessions_->start(kClerkId, {}).value();
  clock_.advance(5min);
  reopen();
  EXPECT_EQ(sessions_->use(started.token)->account, kClerkId);
}

TEST_F(SessionsTest, ARestartDoesNotMakeAnIdleOneYounger) {
  const auto started = sessions_->start(kClerkId, {}).value();
  sessions_->save();
  clock_.advance(11min);
  reopen();
  EXPECT_FALSE(sessions_->use(started.token));
}

TEST_F(SessionsTest, AnEndedOneStaysEnded) {
  const auto started = sessions_->start(kClerkId, {}).value();
  sessions_->end(started.session.id);
  EXPECT_FALSE(sessions_->use(started.token));
  reopen();
  EXPECT_FALSE(sessions_->use(started.token));
}

TEST_F(SessionsTest, AllOfAnAccountEndTogether) {
  const auto clerk = sessions_->start(kClerkId, {}).value();
  const auto judge = sessions_->start(kJudgeId, {}).value();
  sessions_->end_all_of(kClerkId);
  EXPECT_FALSE(sessions_->use(clerk.token));
  EXPECT_TRUE(sessions_->use(judge.token));
}

TEST_F(SessionsTest, OneMayBeSparedWhenTheOthersEnd) {
  const auto kept = sessions_->start(kClerkId, {}).value();
  const auto other = sessions_->start(kClerkId, {}).value();
  sessions_->end_all_of(kClerkId, kept.session.id);
  EXPECT_TRUE(sessions_->use(kept.token));
  EXPECT_FALSE(sessions_->use(other.token));
}

TEST_F(SessionsTest, TheListTellsFromWhereAndSurvivesARestart) {
  (void)sessions_->start(kClerkId, {"192.0.2.7", std::string(kAgentBytesMax + 1, 'x')}).value();
  clock_.advance(5min);
  const auto second = sessions_->start(kJudgeId, {"2001:db8::1", "curl"}).value();
  sessions_->save();
  reopen();
  const auto list = sessions_->list();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].session.name(), second.session.name());
  EXPECT_EQ(list[0].session.origin, (SessionOrigin{"2001:db8::1", "curl"}));
  EXPECT_EQ(list[1].unused, 5min);
  EXPECT_EQ(list[1].session.origin.agent.size(), kAgentBytesMax);
  clock_.advance(10min);
  EXPECT_TRUE(sessions_->list().empty());
}

TEST_F(SessionsTest, BeyondTheLimitTheOneThatRestedLongestEnds) {
  const auto first = sessions_->start(kClerkId, {}).value();
  clock_.advance(1s);
  const auto second = sessions_->start(kClerkId, {}).value();
  clock_.advance(1s);
  (void)sessions_->use(first.token);
  const auto third = sessions_->start(kClerkId, {}).value();
  EXPECT_TRUE(sessions_->use(first.token));
  EXPECT_FALSE(sessions_->use(second.token));
  EXPECT_TRUE(sessions_->use(third.token));
}

TEST_F(SessionsTest, TheDatabaseHoldsNoToken) {
  const auto started = sessions_->start(kClerkId, {}).value();
  sessions_.reset();
  for (const char* suffix : {"", "-wal"}) {
    std::ifstream file{path_ + suffix, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_EQ(bytes.find(started.token), std::string::npos);
    EXPECT_EQ(bytes.find(csrf_token_of(started.token)), std::string::npos);
  }
}

TEST_F(SessionsTest, TheCsrfTokenBelongsToTheSession) {
  const auto one = sessions_->start(kClerkId, {}).value();
  const auto other = sessions_->start(kClerkId, {}).value();
  EXPECT_EQ(csrf_token_of(one.token), csrf_token_of(one.token));
  EXPECT_NE(csrf_token_of(one.token), csrf_token_of(other.token));
  EXPECT_NE(csrf_token_of(one.token), one.token);
}

}  // namespace
}  // namespace appliance

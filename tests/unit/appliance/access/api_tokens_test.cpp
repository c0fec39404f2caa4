// Goal: a token opens what it was made for until its day, and the disk holds none. R036.

#include "appliance/access/api_tokens.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/support/manual_clock.h"
#include "tests/support/temporary_directory.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;

const base::Id kScripter{{7}};

class ApiTokensTest : public testing::Test {
 protected:
  ApiTokensTest() { reopen(); }
  void reopen() {
    tokens_.reset();
    tokens_ = ApiTokens::open(path_, ids_, clock_, options_).value();
  }
  ApiToken wanted(std::chrono::seconds lasting = 1h) {
    return {.account = kScripter,
            .label = "backup script",
            .scopes = {"view-status"},
            .expires = clock_.wall() + lasting};
  }

  test_support::TemporaryDirectory directory_;
  std::string path_ = std::string{directory_.path()} + "/tokens.db";
  base::KernelIdSource ids_;
  test_support::ManualClock clock_;
  ApiTokens::Options options_{.per_account_max = 2, .total_max = 3};
  std::unique_ptr<ApiTokens> tokens_;
};

TEST_F(ApiTokensTest, OpensUntilItsEndAndNothingElseDoes) {
  const auto made = tokens_->make(wanted()).value();
  EXPECT_EQ(tokens_->use(made.secret)->id, made.token.id);
  EXPECT_FALSE(tokens_->use(""));
  EXPECT_FALSE(tokens_->use(made.secret + "0"));
  EXPECT_FALSE(tokens_->use(base::to_string(made.token.id)));
  clock_.step_wall(1h);
  EXPECT_FALSE(tokens_->use(made.secret));
  EXPECT_FALSE(tokens_->find(made.token.id));
}

TEST_F(ApiTokensTest, SurvivesARestartWithItsScopesAndItsLastUse) {
  const auto made = tokens_->make(wanted()).value();
  clock_.step_wall(1min);
  (void)tokens_->use(made.secret);
  tokens_->save();
  reopen();
  ASSERT_EQ(tokens_->list().size(), 1U);
  const ApiToken token = tokens_->list()[0];
  EXPECT_EQ(token.scopes, made.token.scopes);
  EXPECT_EQ(token.label, "backup script");
  EXPECT_EQ(token.used, base::wall_time_of(base::seconds_of(clock_.wall())));
  EXPECT_TRUE(tokens_->use(made.secret));
}

TEST_F(ApiTokensTest, WantsALabelAScopeThereIsAndAnEndWithinAYear) {
  const auto kind_of = [&](ApiToken token) { return tokens_->make(std::move(token)).error().kind; };
  auto token = wanted();
  token.label = "";
  EXPECT_EQ(kind_of(token), base::ErrorKind::InvalidInput);
  token.label = std::string(kTokenLabelBytesMax + 1, 'x');
  EXPECT_EQ(kind_of(token), base::ErrorKind::InvalidInput);
  token = wanted();
  token.scopes = {};
  EXPECT_EQ(kind_of(token), base::ErrorKind::InvalidInput);
  token.scopes = {"manage-accounts"};
  EXPECT_EQ(kind_of(token), base::ErrorKind::InvalidInput);
  EXPECT_EQ(kind_of(wanted(0s)), base::ErrorKind::InvalidInput);
  EXPECT_EQ(kind_of(wanted(kTokenDaysMax + 1s)), base::ErrorKind::InvalidInput);
  EXPECT_TRUE(tokens_->make(wanted(kTokenDaysMax)));
  EXPECT_TRUE(tokens_->make(wanted(1s)));
}

TEST_F(ApiTokensTest, AreBoundedPerAccountAndInAll) {
  ASSERT_TRUE(tokens_->make(wanted()));
  ASSERT_TRUE(tokens_->make(wanted()));
  EXPECT_EQ(tokens_->make(wanted()).error().kind, base::ErrorKind::Unavailable);
  auto other = wanted();
  other.account = base::Id{{8}};
  ASSERT_TRUE(tokens_->make(other));
  EXPECT_EQ(tokens_->make(other).error().kind, base::ErrorKind::Unavailable);
}

TEST_F(ApiTokensTest, ARevokedOneStaysRevoked) {
  const auto made = tokens_->make(wanted()).value();
  ASSERT_TRUE(tokens_->revoke(made.token.id));
  EXPECT_FALSE(tokens_->use(made.secret));
  EXPECT_EQ(tokens_->revoke(made.token.id).error().kind, base::ErrorKind::NotFound);
  reopen();
  EXPECT_FALSE(tokens_->use(made.secret));
}

TEST_F(ApiTokensTest, OnesThatAreOverAreShownForAMonth) {
  ASSERT_TRUE(tokens_->make(wanted()));
  clock_.step_wall(1h + std::chrono::days{29});
  tokens_->save();
  EXPECT_EQ(tokens_->list().size(), 1U);
  clock_.step_wall(std::chrono::days{1});
  tokens_->save();
  EXPECT_TRUE(tokens_->list().empty());
}

TEST_F(ApiTokensTest, TheDatabaseHoldsNoSecret) {
  const auto made = tokens_->make(wanted()).value();
  tokens_.reset();
  for (const char* suffix : {"", "-wal"}) {
    std::ifstream file{path_ + suffix, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_EQ(bytes.find(made.secret), std::string::npos);
  }
}

}  // namespace
}  // namespace appliance

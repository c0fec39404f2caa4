// Goal: accounts survive a restart, passwords are only ever hashes, and whoever asks does not learn
// whether a name exists. Method: a real database, the least costly hash there is.

#include "appliance/accounts/accounts.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/support/temporary_directory.h"

namespace appliance {
namespace {

crypto::Secret account_secret(std::string_view text) {
  return crypto::Secret::copy_of(text);
}

class AccountsTest : public testing::Test {
 protected:
  AccountsTest() { reopen(); }
  void reopen() {
    accounts_.reset();
    accounts_ = Accounts::open(path_, ids_, options_).value();
  }

  test_support::TemporaryDirectory directory_;
  std::string path_ = std::string{directory_.path()} + "/accounts.db";
  base::KernelIdSource ids_;
  Accounts::Options options_{.cost = crypto::Argon2idCost{.memory_kib = 8, .passes = 1}};
  std::unique_ptr<Accounts> accounts_;
};

TEST_F(AccountsTest, AreEmptyAtFirst) {
  EXPECT_FALSE(accounts_->any());
  EXPECT_FALSE(accounts_->verify("clerk", account_secret("a long sentence")));
}

TEST_F(AccountsTest, TheFirstIsTheAdministratorAndThereIsOnlyOneFirst) {
  const auto first = accounts_->create_first("clerk", account_secret("a long sentence"));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->role, Role::Administrator);
  const auto second = accounts_->create_first("other", account_secret("a long sentence"));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, base::ErrorKind::Exists);
}

TEST_F(AccountsTest, SurviveARestart) {
  const auto made = accounts_->create_first("clerk", account_secret("a long sentence")).value();
  reopen();
  EXPECT_TRUE(accounts_->any());
  EXPECT_EQ(accounts_->verify("clerk", account_secret("a long sentence")).value(), made);
  EXPECT_EQ(accounts_->find(made.id), made);
}

TEST_F(AccountsTest, AWrongPasswordAndAnUnknownNameAreTheSameAnswer) {
  (void)accounts_->create_first("clerk", account_secret("a long sentence")).value();
  const auto wrong = accounts_->verify("clerk", account_secret("another sentence"));
  const auto unknown = accounts_->verify("nobody", account_secret("another sentence"));
  ASSERT_FALSE(wrong);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(wrong.error().kind, base::ErrorKind::Denied);
  EXPECT_EQ(unknown.error().kind, wrong.error().kind);
}

TEST_F(AccountsTest, NamesAreUniqueWithoutRegardToCase) {
  (void)accounts_->create_first("Clerk", account_secret("a long sentence")).value();
  EXPECT_EQ(
      accounts_->create("cLERK", Role::Viewer, account_secret("a long sentence")).error().kind,
      base::ErrorKind::Exists);
  EXPECT_TRUE(accounts_->verify("CLERK", account_secret("a long sentence")));
}

TEST_F(AccountsTest, RefuseWhatBreaksTheRules) {
  EXPECT_EQ(accounts_->create_first("clerk", account_secret("short")).error().kind,
            base::ErrorKind::InvalidInput);
  EXPECT_EQ(accounts_->create_first("", account_secret("a long sentence")).error().kind,
            base::ErrorKind::InvalidInput);
  EXPECT_FALSE(accounts_->any());
}

TEST_F(AccountsTest, AreHashedAnewWhenTheCostWasRaised) {
  (void)accounts_->create_first("clerk", account_secret("a long sentence")).value();
  options_.cost = crypto::Argon2idCost{.memory_kib = 16, .passes = 1};
  reopen();
  ASSERT_TRUE(accounts_->verify("clerk", account_secret("a long sentence")));
  accounts_.reset();
  std::ifstream file{path_, std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
  std::ifstream log{path_ + "-wal", std::ios::binary};
  const std::string more{std::istreambuf_iterator<char>{log}, {}};
  EXPECT_NE((bytes + more).find("m=16,"), std::string::npos);
  EXPECT_EQ((bytes + more).find("a long sentence"), std::string::npos);
}

TEST_F(AccountsTest, AreBoundedInNumber) {
  options_.accounts_max = 1;
  reopen();
  (void)accounts_->create_first("clerk", account_secret("a long sentence")).value();
  EXPECT_EQ(
      accounts_->create("other", Role::Viewer, account_secret("a long sentence")).error().kind,
      base::ErrorKind::Unavailable);
}

}  // namespace
}  // namespace appliance

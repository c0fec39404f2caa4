// Goal: accounts survive a restart, passwords are only ever hashes, and whoever asks does not learn
// whether a name exists. Method: a real database, the least costly hash there is.

#include "appliance/accounts/accounts.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/support/manual_clock.h"
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
    accounts_ = Accounts::open(path_, ids_, clock_, options_).value();
  }

  test_support::TemporaryDirectory directory_;
  std::string path_ = std::string{directory_.path()} + "/accounts.db";
  base::KernelIdSource ids_;
  test_support::ManualClock clock_;
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

// R022.
TEST_F(AccountsTest, NamesAreUniqueWithoutRegardToCase) {
  (void)accounts_->create_first("Clerk", account_secret("a long sentence")).value();
  EXPECT_EQ(accounts_->create({.name = "cLERK"}, account_secret("a long sentence")).error().kind,
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

TEST_F(AccountsTest, EverythingAboutThemSurvivesARestart) {
  Account wanted{.name = "guard", .role = Role::Custom};
  wanted.permissions = {"view-live", "export"};
  wanted.cameras =
      CameraRights{{base::Id{{1}}, {CameraRight::Live, CameraRight::Export}}, {base::Id{{2}}, {}}};
  wanted.enabled = false;
  wanted.expires = base::wall_time_of(2'000'000'000);
  wanted.must_change_password = true;
  const auto made = accounts_->create(wanted, account_secret("a long sentence")).value();
  accounts_->note_seen(made.id, clock_.wall(), "192.0.2.7");
  const auto before = accounts_->list().at(0);
  reopen();
  const auto after = accounts_->list().at(0);
  EXPECT_EQ(after.account, made);
  EXPECT_EQ(after.created, before.created);
  EXPECT_EQ(after.password_set, before.password_set);
  EXPECT_EQ(after.seen, before.seen);
  EXPECT_EQ(after.seen_from, "192.0.2.7");
}

// R019: of change and removal alike.
TEST_F(AccountsTest, TheLastAdministratorStays) {
  const auto first = accounts_->create_first("clerk", account_secret("a long sentence")).value();
  const auto kind_of = [&](const std::function<void(Account&)>& change) {
    return accounts_->change(first.id, change).error().kind;
  };
  EXPECT_EQ(accounts_->remove(first.id).error().kind, base::ErrorKind::Denied);
  EXPECT_EQ(kind_of([](Account& account) { account.role = Role::Viewer; }),
            base::ErrorKind::Denied);
  EXPECT_EQ(kind_of([](Account& account) { account.enabled = false; }), base::ErrorKind::Denied);
  EXPECT_EQ(kind_of([](Account& account) { account.expires = base::wall_time_of(2'000'000'000); }),
            base::ErrorKind::Denied);
  Account ending{.name = "deputy", .role = Role::Administrator};
  ending.expires = base::wall_time_of(2'000'000'000);
  const auto deputy = accounts_->create(ending, account_secret("a long sentence")).value();
  EXPECT_EQ(accounts_->remove(first.id).error().kind, base::ErrorKind::Denied)
      << "one who ends by time does not count";
  ASSERT_TRUE(accounts_->change(deputy.id, [](Account& account) { account.expires.reset(); }));
  EXPECT_TRUE(accounts_->remove(first.id));
  reopen();
  EXPECT_EQ(accounts_->list().size(), 1U);
}

TEST_F(AccountsTest, AChangedNameIsTheOneToSignInWithAndMayNotBeTaken) {
  const auto first = accounts_->create_first("clerk", account_secret("a long sentence")).value();
  (void)accounts_->create({.name = "guard"}, account_secret("a long sentence")).value();
  const auto rename = [&](const std::string& name) {
    return accounts_->change(first.id, [&](Account& account) { account.name = name; });
  };
  EXPECT_EQ(rename("GUARD").error().kind, base::ErrorKind::Exists);
  EXPECT_EQ(rename(" x").error().kind, base::ErrorKind::InvalidInput);
  ASSERT_TRUE(rename("CLERK"));
  ASSERT_TRUE(rename("judge"));
  EXPECT_FALSE(accounts_->verify("clerk", account_secret("a long sentence")));
  EXPECT_TRUE(accounts_->verify("judge", account_secret("a long sentence")));
}

TEST_F(AccountsTest, ANewPasswordReplacesTheOldOne) {
  const auto made = accounts_->create_first("clerk", account_secret("a long sentence")).value();
  EXPECT_EQ(accounts_->set_password(made.id, account_secret("short"), false).error().kind,
            base::ErrorKind::InvalidInput);
  clock_.step_wall(std::chrono::hours{1});
  ASSERT_TRUE(accounts_->set_password(made.id, account_secret("another sentence"), true));
  EXPECT_FALSE(accounts_->verify("clerk", account_secret("a long sentence")));
  EXPECT_TRUE(accounts_->verify("clerk", account_secret("another sentence"))->must_change_password);
  EXPECT_EQ(accounts_->list().at(0).password_set - accounts_->list().at(0).created,
            std::chrono::hours{1});
}

TEST_F(AccountsTest, ThePolicySurvivesARestartAndIsKept) {
  PasswordPolicy policy{.characters_min = 20, .classes_min = 2, .blocklist = false, .days_max = 90};
  ASSERT_TRUE(accounts_->set_policy(policy));
  reopen();
  EXPECT_EQ(accounts_->policy(), policy);
  EXPECT_EQ(accounts_->create_first("clerk", account_secret("a long sentence")).error().kind,
            base::ErrorKind::InvalidInput);
  policy.characters_min = 7;
  EXPECT_EQ(accounts_->set_policy(policy).error().kind, base::ErrorKind::InvalidInput);
}

TEST_F(AccountsTest, AreBoundedInNumber) {
  options_.accounts_max = 1;
  reopen();
  (void)accounts_->create_first("clerk", account_secret("a long sentence")).value();
  EXPECT_EQ(accounts_->create({.name = "other"}, account_secret("a long sentence")).error().kind,
            base::ErrorKind::Unavailable);
}

}  // namespace
}  // namespace appliance

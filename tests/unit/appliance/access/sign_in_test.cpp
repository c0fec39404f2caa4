// Goal: the one way in is slow to guess at and tells nothing; a device is claimed once. Method: a
// clock of ours, the least costly hash.

#include "appliance/access/sign_in.h"

#include <gtest/gtest.h>

#include "tests/unit/appliance/access/access_fixture.h"

namespace appliance {
namespace {

http::Peer peer_at(std::uint8_t last) {
  http::Peer peer;
  peer.address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, last};
  return peer;
}

class SignInTest : public testing::Test {
 protected:
  base::Result<SignIn::Welcome> claim(const std::string& code, std::uint8_t from = 1) {
    return device_.access->sign_in().claim({peer_at(from), "a browser"}, code, "clerk",
                                           access_test::Device::password());
  }
  base::Result<std::variant<SignIn::Welcome, SignIn::Halfway>> sign_in(
      const std::string& name, const std::string& password, std::uint8_t from = 1,
      const std::string& code = "") {
    return device_.access->sign_in().sign_in(
        {peer_at(from), "a browser"},
        {.name = name, .password = crypto::Secret::copy_of(password), .code = code});
  }
  static std::string outcome(const base::Error& error) {
    switch (error.kind) {
      case base::ErrorKind::Denied:
        return "denied";
      case base::ErrorKind::Exists:
        return "exists";
      case base::ErrorKind::Unavailable:
        return "too early";
      default:
        return "else";
    }
  }
  // What came of it, in a word or two.
  static std::string outcome(const base::Result<SignIn::Welcome>& result) {
    return result ? "welcome" : outcome(result.error());
  }
  static std::string outcome(
      const base::Result<std::variant<SignIn::Welcome, SignIn::Halfway>>& result) {
    if (!result) return outcome(result.error());
    return std::holds_alternative<SignIn::Welcome>(*result) ? "welcome" : "halfway";
  }

  access_test::Device device_;
};

TEST_F(SignInTest, TheClaimCodeMakesTheAdministratorOnce) {
  const std::string code = device_.access->claim_code().text().value();
  EXPECT_EQ(outcome(claim("0000-0000-0000")), "denied");
  const auto welcome = claim(code);
  ASSERT_TRUE(welcome);
  EXPECT_EQ(welcome->account.role, Role::Administrator);
  EXPECT_TRUE(device_.access->sessions().use(welcome->started.token));
  EXPECT_EQ(outcome(claim(code)), "exists");
  EXPECT_FALSE(device_.access->claim_code().text());
}

TEST_F(SignInTest, GuessingAtTheClaimCodeIsSlowedDownFromEverywhereAtOnce) {
  std::string last;
  for (std::uint8_t from = 1; from <= 6; ++from) last = outcome(claim("0000-0000-0000", from));
  EXPECT_EQ(last, "too early");
  EXPECT_EQ(outcome(claim(device_.access->claim_code().text().value(), 9)), "too early");
  device_.clock.advance(std::chrono::minutes{2});
  EXPECT_EQ(outcome(claim(device_.access->claim_code().text().value(), 9)), "welcome");
}

TEST_F(SignInTest, AnUnknownNameAndAWrongPasswordGetTheSameAnswer) {
  (void)claim(device_.access->claim_code().text().value());
  const auto unknown = sign_in("nobody", "a long sentence");
  const auto wrong = sign_in("clerk", "a wrong sentence");
  EXPECT_EQ(outcome(unknown), "denied");
  EXPECT_EQ(unknown.error().message, wrong.error().message);
}

TEST_F(SignInTest, GuessingFromOneAddressIsSlowedDownWhateverTheName) {
  (void)claim(device_.access->claim_code().text().value());
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(outcome(sign_in("name" + std::to_string(i), "a wrong sentence")), "denied");
  }
  EXPECT_EQ(outcome(sign_in("clerk", "a long sentence")), "too early");
  EXPECT_EQ(outcome(sign_in("clerk", "a long sentence", 2)), "welcome");
}

// R050.
TEST_F(SignInTest, GuessingFromElsewhereNeverKeepsTheOwnerOut) {
  (void)claim(device_.access->claim_code().text().value());
  for (std::uint8_t from = 10; from < 15; ++from) {
    for (int i = 0; i < 6; ++i) (void)sign_in("clerk", "a wrong sentence", from);
  }
  EXPECT_EQ(outcome(sign_in("clerk", "a long sentence", 10)), "too early");
  EXPECT_EQ(outcome(sign_in("clerk", "a long sentence", 20)), "welcome");
}

TEST_F(SignInTest, ASuccessOfOnesOwnDoesNotForgiveGuessingAtAnother) {
  (void)claim(device_.access->claim_code().text().value());
  (void)device_.token_of(Role::Viewer);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(outcome(sign_in("clerk", "a wrong sentence")), "denied");
    EXPECT_EQ(outcome(sign_in("viewer", "a long sentence")), "welcome");
  }
  EXPECT_EQ(outcome(sign_in("clerk", "a long sentence")), "too early");
}

TEST_F(SignInTest, AnAccountThatIsOffIsRefusedAsIfItWereNotThere) {
  (void)claim(device_.access->claim_code().text().value());
  (void)device_.token_of(Role::Viewer);
  Accounts& accounts = device_.access->accounts();
  const base::Id id = accounts.verify("viewer", access_test::Device::password()).value().id;
  (void)accounts.change(id, [](Account& account) { account.enabled = false; }).value();
  const auto off = sign_in("viewer", "a long sentence");
  EXPECT_EQ(outcome(off), "denied");
  EXPECT_EQ(off.error().message, sign_in("nobody", "a long sentence").error().message);
}

TEST_F(SignInTest, ASecondFactorIsAskedForAndGuessingAtItIsSlowedDown) {
  const Account owner = claim(device_.access->claim_code().text().value()).value().account;
  const std::string recovery = access_test::set_second_factor(device_, owner.id).at(0);
  EXPECT_EQ(outcome(sign_in("clerk", "a long sentence")), "halfway");
  for (std::uint8_t from = 10; from < 15; ++from) {
    EXPECT_EQ(outcome(sign_in("clerk", "a long sentence", from, "000000")), "denied");
  }
  EXPECT_EQ(outcome(sign_in("clerk", "a long sentence", 20, "000000")), "too early");
  EXPECT_EQ(outcome(sign_in("clerk", "a long sentence", 20, recovery)), "welcome")
      << "the owner's way in";
  EXPECT_EQ(outcome(sign_in("clerk", "a long sentence", 20, recovery)), "denied") << "used";
}

TEST_F(SignInTest, AskingHalfwayAgainAndAgainForgivesNoGuess) {
  const Account owner = claim(device_.access->claim_code().text().value()).value().account;
  (void)access_test::set_second_factor(device_, owner.id);
  std::string last;
  for (int i = 0; i < 6; ++i) {
    last = outcome(sign_in("clerk", "a long sentence", 1, "000000"));
    (void)sign_in("clerk", "a long sentence");
  }
  EXPECT_EQ(last, "too early");
}

// R017.
TEST_F(SignInTest, APasswordAsOldAsThePolicyAllowsMustBeChanged) {
  (void)claim(device_.access->claim_code().text().value());
  PasswordPolicy policy;
  policy.days_max = 30;
  ASSERT_TRUE(device_.access->accounts().set_policy(policy));
  const auto must_change = [&] {
    return std::get<SignIn::Welcome>(sign_in("clerk", "a long sentence").value())
        .account.must_change_password;
  };
  device_.clock.step_wall(std::chrono::days{29});
  EXPECT_FALSE(must_change());
  device_.clock.step_wall(std::chrono::days{1});
  EXPECT_TRUE(must_change());
}

TEST_F(SignInTest, ConfirmingAsksForOnesOwnPasswordAndIsAsSlow) {
  const Account owner = claim(device_.access->claim_code().text().value()).value().account;
  SignIn& door = device_.access->sign_in();
  EXPECT_TRUE(door.confirm(peer_at(1), owner, access_test::Device::password()));
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(door.confirm(peer_at(1), owner, crypto::Secret::copy_of("a wrong sentence")));
  }
  EXPECT_EQ(door.confirm(peer_at(1), owner, access_test::Device::password()).error().kind,
            base::ErrorKind::Unavailable);
  EXPECT_EQ(device_.journal.back().kind.code, "A243");
}

TEST_F(SignInTest, WhatWasTypedAsANameIsNotWrittenDown) {
  (void)claim(device_.access->claim_code().text().value());
  (void)sign_in("my secret password", "oops");
  EXPECT_EQ(device_.journal.back().kind.code, "A241");
  for (const std::string& line : device_.lines.lines) {
    EXPECT_EQ(line.find("my secret password"), std::string::npos);
  }
}

TEST_F(SignInTest, ComingAndGoingAreWrittenDown) {
  const auto welcome = claim(device_.access->claim_code().text().value()).value();
  EXPECT_EQ(device_.journal.back().kind.code, "A140");
  (void)sign_in("clerk", "a long sentence");
  EXPECT_EQ(device_.journal.back().kind.code, "A141");
  EXPECT_EQ(device_.journal.back().subject, "clerk");
  device_.access->sign_in().sign_out(welcome.account, welcome.started.session.id);
  EXPECT_EQ(device_.journal.back().kind.code, "A142");
  EXPECT_FALSE(device_.access->sessions().use(welcome.started.token));
}

}  // namespace
}  // namespace appliance

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
    return device_.sign_in->claim(peer_at(from), code, "clerk", access_test::Device::password());
  }
  base::Result<SignIn::Welcome> sign_in(const std::string& name, const std::string& password,
                                        std::uint8_t from = 1) {
    return device_.sign_in->sign_in(peer_at(from), name, crypto::Secret::copy_of(password));
  }
  // What came of it, in one word.
  static std::string outcome(const base::Result<SignIn::Welcome>& result) {
    if (result) return "welcome";
    switch (result.error().kind) {
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

  access_test::Device device_;
};

TEST_F(SignInTest, TheClaimCodeMakesTheAdministratorOnce) {
  const std::string code = device_.code->text().value();
  EXPECT_EQ(outcome(claim("0000-0000-0000")), "denied");
  const auto welcome = claim(code);
  ASSERT_TRUE(welcome);
  EXPECT_EQ(welcome->account.role, Role::Administrator);
  EXPECT_TRUE(device_.sessions->use(welcome->started.token));
  EXPECT_EQ(outcome(claim(code)), "exists");
  EXPECT_FALSE(device_.code->text());
}

TEST_F(SignInTest, GuessingAtTheClaimCodeIsSlowedDownFromEverywhereAtOnce) {
  std::string last;
  for (std::uint8_t from = 1; from <= 6; ++from) last = outcome(claim("0000-0000-0000", from));
  EXPECT_EQ(last, "too early");
  EXPECT_EQ(outcome(claim(device_.code->text().value(), 9)), "too early");
  device_.clock.advance(std::chrono::minutes{2});
  EXPECT_EQ(outcome(claim(device_.code->text().value(), 9)), "welcome");
}

TEST_F(SignInTest, AnUnknownNameAndAWrongPasswordGetTheSameAnswer) {
  (void)claim(device_.code->text().value());
  const auto unknown = sign_in("nobody", "a long sentence");
  const auto wrong = sign_in("clerk", "a wrong sentence");
  EXPECT_EQ(outcome(unknown), "denied");
  EXPECT_EQ(unknown.error().message, wrong.error().message);
}

TEST_F(SignInTest, GuessingFromOneAddressIsSlowedDownWhateverTheName) {
  (void)claim(device_.code->text().value());
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(outcome(sign_in("name" + std::to_string(i), "a wrong sentence")), "denied");
  }
  EXPECT_EQ(outcome(sign_in("clerk", "a long sentence")), "too early");
  EXPECT_EQ(outcome(sign_in("clerk", "a long sentence", 2)), "welcome");
}

TEST_F(SignInTest, GuessingAtOneNameIsSlowedDownFromEverywhereAndNotForLong) {
  (void)claim(device_.code->text().value());
  for (std::uint8_t from = 10; from < 15; ++from) {
    EXPECT_EQ(outcome(sign_in("clerk", "a wrong sentence", from)), "denied");
  }
  EXPECT_EQ(outcome(sign_in("clerk", "a long sentence", 20)), "too early");
  device_.clock.advance(std::chrono::minutes{2});
  EXPECT_EQ(outcome(sign_in("clerk", "a long sentence", 20)), "welcome");
}

TEST_F(SignInTest, WhatWasTypedAsANameIsNotWrittenDown) {
  (void)claim(device_.code->text().value());
  (void)sign_in("my secret password", "oops");
  EXPECT_EQ(device_.journal.back().kind.code, "A241");
  for (const std::string& line : device_.lines.lines) {
    EXPECT_EQ(line.find("my secret password"), std::string::npos);
  }
}

TEST_F(SignInTest, ComingAndGoingAreWrittenDown) {
  const auto welcome = claim(device_.code->text().value()).value();
  EXPECT_EQ(device_.journal.back().kind.code, "A140");
  (void)sign_in("clerk", "a long sentence");
  EXPECT_EQ(device_.journal.back().kind.code, "A141");
  EXPECT_EQ(device_.journal.back().subject, "clerk");
  device_.sign_in->sign_out(welcome.account, welcome.started.session.id);
  EXPECT_EQ(device_.journal.back().kind.code, "A142");
  EXPECT_FALSE(device_.sessions->use(welcome.started.token));
}

}  // namespace
}  // namespace appliance

// Goal: each weak setting is told as long as it is weak and no longer. Method: facts of a device as
// good as can be, with one thing wrong at a time, on both sides of each limit.
#include "appliance/security/weaknesses.h"

#include <gtest/gtest.h>

#include "appliance/hosts/subject_parser.h"

namespace appliance {
namespace {

const base::WallTime kNow{std::chrono::seconds{1'795'209'248}};

SecurityFacts best() {
  return {.now = kNow,
          .people = {{.name = "owner", .administrator = true, .second_factor = true},
                     {.name = "second", .administrator = true, .second_factor = true},
                     {.name = "guard"}},
          .hosts_limited = true};
}

ExposedSocket socket_at(const char* address, std::string service) {
  return {.socket = {Transport::Tcp, parse_address(address).value(), 554},
          .service = std::move(service)};
}

std::string told(const SecurityFacts& facts) {
  std::string text;
  for (const Weakness& each : weaknesses_of(facts)) {
    text += std::string{base::to_string(each.severity)} + " " + std::string{each.code} + " " +
            each.subject + "\n";
  }
  return text;
}

// R006.
TEST(WeaknessesTest, ADeviceAsGoodAsCanBeHasNone) {
  SecurityFacts facts = best();
  facts.exposed = {socket_at("0.0.0.0", "https"), socket_at("127.0.0.53", "")};
  EXPECT_EQ(told(facts), "");
}

// R006.
TEST(WeaknessesTest, AdministratorsNeedASecondFactorAndEachOther) {
  SecurityFacts facts = best();
  facts.people[0].second_factor = false;
  EXPECT_EQ(told(facts), "warning no_second_factor owner\n");
  facts.people.erase(facts.people.begin() + 1);
  EXPECT_EQ(told(facts), "warning no_second_factor owner\nnotice one_administrator \n");
}

TEST(WeaknessesTest, WhoDoesNotComeAnyMoreIsTold) {
  SecurityFacts facts = best();
  facts.people[2].stale = true;
  EXPECT_EQ(told(facts), "notice stale_account guard\n");
}

TEST(WeaknessesTest, PasswordsAreHeldToOurOwnRules) {
  SecurityFacts facts = best();
  facts.passwords.characters_min = 14;
  EXPECT_EQ(told(facts), "warning short_passwords 14\n");
  facts.passwords = {};
  facts.passwords.blocklist = false;
  EXPECT_EQ(told(facts), "warning no_blocklist \n");
}

TEST(WeaknessesTest, EverybodyMayConnectUntilTheListIsOn) {
  SecurityFacts facts = best();
  facts.hosts_limited = false;
  EXPECT_EQ(told(facts), "warning hosts_not_limited \n");
}

TEST(WeaknessesTest, ATokenThatNobodyUsesIsTold) {
  SecurityFacts facts = best();
  ApiToken token{.label = "script",
                 .created = kNow - kTokenIdleAfter,
                 .expires = kNow + std::chrono::hours{1}};
  facts.tokens = {token};
  EXPECT_EQ(told(facts), "");
  facts.tokens[0].created -= std::chrono::seconds{1};
  EXPECT_EQ(told(facts), "notice idle_token script\n");
  facts.tokens[0].used = kNow;
  EXPECT_EQ(told(facts), "");
  facts.tokens[0].used.reset();
  facts.tokens[0].expires = kNow;
  EXPECT_EQ(told(facts), "");
}

// R006.
TEST(WeaknessesTest, PlainStreamsAndOtherProgramsAreTold) {
  SecurityFacts facts = best();
  facts.exposed = {socket_at("0.0.0.0", "rtsp"), socket_at("::", ""), socket_at("::1", "")};
  EXPECT_EQ(told(facts), "warning plain_rtsp tcp 0.0.0.0 554\nnotice other_program tcp :: 554\n");
}

}  // namespace
}  // namespace appliance

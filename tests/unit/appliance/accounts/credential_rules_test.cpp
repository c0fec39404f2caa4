// Goal: passwords are long and not the name; names are readable. Method: both sides of each limit.

#include "appliance/accounts/credential_rules.h"

#include <gtest/gtest.h>

#include <string>

namespace appliance {
namespace {

std::string fault_code(const std::string& name, const std::string& password,
                       const PasswordRules& rules = {}) {
  const auto fault = fault_of_password(rules, name, crypto::Secret::copy_of(password));
  return fault ? std::string{fault->code} : "";
}

std::string name_fault(const std::string& name) {
  const auto fault = fault_of_name(name);
  return fault ? std::string{fault->code} : "";
}

// R016, R021, R034.
TEST(CredentialRules, APasswordHasFifteenCharactersAtLeastAndAPolicyMaySayOtherwise) {
  EXPECT_EQ(fault_code("clerk", "fourteen chars"), "too_short");
  EXPECT_EQ(fault_code("clerk", "fifteen letters"), "");
  const PasswordRules eight{.policy = {.characters_min = 8}};
  EXPECT_EQ(fault_code("clerk", "sevench", eight), "too_short");
  EXPECT_EQ(fault_code("clerk", "eight ch", eight), "");
}

// R015.
TEST(CredentialRules, APolicyIsWithinItsBounds) {
  const auto within = [](auto change) {
    PasswordPolicy policy;
    change(policy);
    return is_within_bounds(policy);
  };
  EXPECT_TRUE(within([](auto&) {}));
  EXPECT_TRUE(within([](auto& policy) { policy.characters_min = 8; }));
  EXPECT_FALSE(within([](auto& policy) { policy.characters_min = 7; }));
  EXPECT_TRUE(within([](auto& policy) { policy.characters_min = 128; }));
  EXPECT_FALSE(within([](auto& policy) { policy.characters_min = 129; }));
  EXPECT_TRUE(within([](auto& policy) { policy.classes_min = 4; }));
  EXPECT_FALSE(within([](auto& policy) { policy.classes_min = 5; }));
  EXPECT_TRUE(within([](auto& policy) { policy.days_max = 3650; }));
  EXPECT_FALSE(within([](auto& policy) { policy.days_max = 3651; }));
}

// R016: what the guides of vendors ask for.
TEST(CredentialRules, APolicyMayAskForSeveralKindsOfCharacters) {
  const auto asking = [](std::uint32_t classes) {
    return PasswordRules{.policy = {.characters_min = 8, .classes_min = classes}};
  };
  EXPECT_EQ(fault_code("clerk", "onlysmallletters", asking(1)), "");
  EXPECT_EQ(fault_code("clerk", "onlysmallletters", asking(2)), "too_plain");
  EXPECT_EQ(fault_code("clerk", "small with spaces", asking(2)), "");
  EXPECT_EQ(fault_code("clerk", "Small with spaces", asking(3)), "");
  EXPECT_EQ(fault_code("clerk", "Small with spaces", asking(4)), "too_plain");
  EXPECT_EQ(fault_code("clerk", "Small with 1 space", asking(4)), "");
}

// R018.
TEST(CredentialRules, WhatIsGuessedFirstIsRefusedInAnyCaseAndWithDigitsBehindIt) {
  const auto list = Blocklist::from_text("correcthorsebattery\npassword\n").value();
  const PasswordRules rules{.blocklist = &list};
  EXPECT_EQ(fault_code("clerk", "correcthorsebattery", rules), "too_common");
  EXPECT_EQ(fault_code("clerk", "CorrectHorseBattery", rules), "too_common");
  EXPECT_EQ(fault_code("clerk", "Password2026!!!!", rules), "too_common");
  EXPECT_EQ(fault_code("clerk", "correct horse battery", rules), "");
  PasswordRules off = rules;
  off.policy.blocklist = false;
  EXPECT_EQ(fault_code("clerk", "correcthorsebattery", off), "");
}

// R018.
TEST(CredentialRules, AWordOfThePlaceIsNotMostOfIt) {
  const std::vector<std::string> words{"courthouse", "al"};
  const PasswordRules rules{.context_words = words};
  EXPECT_EQ(fault_code("clerk", "Courthouse-2026!", rules), "contains_word");
  EXPECT_EQ(fault_code("clerk", "my courthouse keys hang here", rules), "");
}

// R021.
TEST(CredentialRules, APasswordHas128CharactersAtMost) {
  EXPECT_EQ(fault_code("clerk", std::string(128, 'a')), "");
  EXPECT_EQ(fault_code("clerk", std::string(129, 'a')), "too_long");
}

// R024.
TEST(CredentialRules, CharactersAreCountedNotBytes) {
  std::string five_characters;
  for (int i = 0; i < 5; ++i) five_characters += "\xe8\xa8\xbc";
  EXPECT_EQ(fault_code("clerk", five_characters), "too_short");
  EXPECT_EQ(fault_code("clerk", five_characters + five_characters + five_characters), "");
}

TEST(CredentialRules, TheNameIsNotPartOfThePasswordInAnyCase) {
  EXPECT_EQ(fault_code("clerk", "the CLERK of court"), "contains_name");
  EXPECT_EQ(fault_code("clerk", "the clark of court"), "");
}

TEST(CredentialRules, AVeryShortNameMayBePartOfAPassword) {
  EXPECT_EQ(fault_code("al", "a general sentence"), "");
}

// R020.
TEST(CredentialRules, ANameHasOneTo64Characters) {
  EXPECT_EQ(name_fault(""), "too_short");
  EXPECT_EQ(name_fault("a"), "");
  EXPECT_EQ(name_fault(std::string(64, 'a')), "");
  EXPECT_EQ(name_fault(std::string(65, 'a')), "too_long");
}

TEST(CredentialRules, ANameFitsTheJournal) {
  std::string longest;
  for (int i = 0; i < 42; ++i) longest += "\xe8\xa8\xbc";
  EXPECT_EQ(name_fault(longest), "");
  EXPECT_EQ(name_fault(longest + "abc"), "too_long");
}

TEST(CredentialRules, ANameCannotPassForAnother) {
  EXPECT_EQ(name_fault(" clerk"), "malformed");
  EXPECT_EQ(name_fault("clerk "), "malformed");
  EXPECT_EQ(name_fault("cl\nerk"), "malformed");
  EXPECT_EQ(name_fault("first clerk"), "");
}

}  // namespace
}  // namespace appliance

// Goal: passwords are long and not the name; names are readable. Method: both sides of each limit.

#include "appliance/accounts/credential_rules.h"

#include <gtest/gtest.h>

#include <string>

namespace appliance {
namespace {

std::string fault_code(const std::string& name, const std::string& password) {
  const auto fault = fault_of_password(name, crypto::Secret::copy_of(password));
  return fault ? std::string{fault->code} : "";
}

std::string name_fault(const std::string& name) {
  const auto fault = fault_of_name(name);
  return fault ? std::string{fault->code} : "";
}

TEST(CredentialRules, APasswordHasTwelveCharactersAtLeast) {
  EXPECT_EQ(fault_code("clerk", "elevenchars"), "too_short");
  EXPECT_EQ(fault_code("clerk", "twelve chars"), "");
}

TEST(CredentialRules, APasswordHas128CharactersAtMost) {
  EXPECT_EQ(fault_code("clerk", std::string(128, 'a')), "");
  EXPECT_EQ(fault_code("clerk", std::string(129, 'a')), "too_long");
}

TEST(CredentialRules, CharactersAreCountedNotBytes) {
  std::string four_characters;
  for (int i = 0; i < 4; ++i) four_characters += "\xe8\xa8\xbc";
  EXPECT_EQ(fault_code("clerk", four_characters), "too_short");
  EXPECT_EQ(fault_code("clerk", four_characters + four_characters + four_characters), "");
}

TEST(CredentialRules, TheNameIsNotPartOfThePasswordInAnyCase) {
  EXPECT_EQ(fault_code("clerk", "the CLERK of court"), "contains_name");
  EXPECT_EQ(fault_code("clerk", "the clark of court"), "");
}

TEST(CredentialRules, AVeryShortNameMayBePartOfAPassword) {
  EXPECT_EQ(fault_code("al", "a general sentence"), "");
}

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

// Goal: at the console an administrator gets back in, and whoever had the old access is out.
// Method: a device with its accounts on disk.
#include "appliance/access/console.h"

#include <gtest/gtest.h>

#include "tests/unit/appliance/access/access_fixture.h"

namespace appliance {
namespace {

class ConsoleTest : public testing::Test {
 protected:
  Account add(const std::string& name, Role role) {
    return device_.access->accounts()
        .create({.name = name, .role = role}, Device::password())
        .value();
  }
  base::Result<RecoveredAccess> recover(std::string_view name = "") {
    return recover_access(*device_.access, device_.access_log, name);
  }
  std::string refused(std::string_view name = "") {
    const auto recovered = recover(name);
    return recovered ? "recovered" : recovered.error().message;
  }

  using Device = access_test::Device;
  Device device_;
};

TEST_F(ConsoleTest, TheOnlyAdministratorNeedsNoName) {
  add("owner", Role::Administrator);
  add("guard", Role::Viewer);
  const auto recovered = recover();
  ASSERT_TRUE(recovered) << recovered.error().message;
  EXPECT_EQ(recovered->account, "owner");
  EXPECT_FALSE(device_.access->accounts().verify("owner", Device::password()));
  const auto account = device_.access->accounts().verify("owner", recovered->password);
  ASSERT_TRUE(account);
  EXPECT_TRUE(account->must_change_password);
}

TEST_F(ConsoleTest, WhatSomebodyElseMayHoldEnds) {
  const Account owner = add("owner", Role::Administrator);
  ASSERT_TRUE(device_.access->sessions().start(owner.id, {}));
  access_test::set_second_factor(device_, owner.id);
  ASSERT_TRUE(recover());
  EXPECT_TRUE(device_.access->sessions().list().empty());
  EXPECT_FALSE(device_.access->factors().has(owner.id));
}

TEST_F(ConsoleTest, OneThatIsSwitchedOffOrOverIsValidAgain) {
  add("second", Role::Administrator);
  const Account owner = add("owner", Role::Administrator);
  ASSERT_TRUE(device_.access->accounts().change(owner.id, [&](Account& account) {
    account.enabled = false;
    account.expires = device_.clock.wall();
  }));
  ASSERT_TRUE(recover("OWNER"));
  EXPECT_TRUE(is_valid(*device_.access->accounts().find("owner"), device_.clock.wall()));
}

TEST_F(ConsoleTest, WhoIsMeantMustBeClear) {
  EXPECT_EQ(refused(), "nobody has claimed this device yet");
  add("owner", Role::Administrator);
  add("guard", Role::Viewer);
  EXPECT_EQ(refused("guard"), "guard is no administrator");
  EXPECT_EQ(refused("nobody"), "no account has this name");
  add("second", Role::Administrator);
  EXPECT_EQ(refused(), "there are several administrators: owner, second");
}

TEST_F(ConsoleTest, ThePasswordFitsTheStrictestPolicy) {
  add("owner", Role::Administrator);
  PasswordPolicy policy = device_.access->accounts().policy();
  policy.classes_min = kPasswordClassesMax;
  ASSERT_TRUE(device_.access->accounts().set_policy(policy));
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(recover());
}

// R025.
TEST_F(ConsoleTest, ItIsWrittenDownWithoutThePassword) {
  add("owner", Role::Administrator);
  const auto recovered = recover().value();
  ASSERT_EQ(device_.journal.size(), 1U);
  EXPECT_EQ(device_.journal.front().kind.code, "A248");
  EXPECT_EQ(device_.journal.front().subject, "owner");
  for (const std::string& line : device_.lines.lines) {
    EXPECT_EQ(line.find(base::as_text(recovered.password.reveal())), std::string::npos);
  }
}

}  // namespace
}  // namespace appliance

// Goal: which server the web interface shows is changed and undone as a setting, and undoing never
// fails for what happened meanwhile.

#include "appliance/certificates/web_identity.h"

#include <gtest/gtest.h>

#include "tests/unit/appliance/certificates/certificate_fixture.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;
using base::ErrorKind;
using certificate_test::wanted;

class WebIdentityTest : public testing::Test {
 protected:
  WebIdentityTest() {
    setting_.on_change([this] { ++changes_; });
  }
  ServerEntry made(const std::string& label) {
    const auto now = world_.clock.wall();
    return world_.store->self_sign(wanted(label), {now, now + 24h}).value();
  }
  std::optional<base::Id> shown() const { return world_.store->web_choice().server; }

  certificate_test::World world_;
  WebIdentity setting_{*world_.store};
  int changes_ = 0;
};

TEST_F(WebIdentityTest, WhatCurrentGivesBringsBackWhatWas) {
  const auto first = made("first");
  const auto at_the_factory = setting_.current().value();
  ASSERT_TRUE(setting_.apply(WebIdentity::value_of(first.id, 0)));
  EXPECT_EQ(shown(), first.id);
  const auto before = setting_.current().value();
  ASSERT_TRUE(setting_.apply(WebIdentity::value_of(made("second").id, 1)));
  ASSERT_TRUE(setting_.apply(before));
  EXPECT_EQ(shown(), first.id);
  ASSERT_TRUE(setting_.apply(at_the_factory));
  EXPECT_FALSE(shown());
  EXPECT_EQ(changes_, 4);
}

TEST_F(WebIdentityTest, OnlyWhatWasReadIsReplaced) {
  const auto server = made("hall");
  EXPECT_EQ(setting_.apply(WebIdentity::value_of(server.id, 1)).error().kind, ErrorKind::Exists);
  EXPECT_EQ(setting_.apply(WebIdentity::value_of(base::Id{}, 0)).error().kind, ErrorKind::NotFound);
  EXPECT_FALSE(shown());
  EXPECT_EQ(changes_, 0);
}

TEST_F(WebIdentityTest, UndoingGivesWayToTheFirstIdentityWhenTheOldOneIsGone) {
  const auto first = made("first");
  ASSERT_TRUE(setting_.apply(WebIdentity::value_of(first.id, 0)));
  const auto before = setting_.current().value();
  ASSERT_TRUE(setting_.apply(WebIdentity::value_of(made("second").id, 1)));
  ASSERT_TRUE(world_.store->remove_server(first.id));
  ASSERT_TRUE(setting_.apply(before));
  EXPECT_FALSE(shown());
  EXPECT_EQ(changes_, 3);
}

TEST_F(WebIdentityTest, AValueThatIsNoneIsRefused) {
  for (const char* value : {"", "[]", "{}", R"({"server":7})", R"({"server":"x"})"}) {
    EXPECT_EQ(setting_.apply(base::as_bytes(value)).error().kind, ErrorKind::InvalidInput) << value;
  }
}

}  // namespace
}  // namespace appliance

// Goal: the way from a fresh machine to an administrator, over the wire, and what custodyd answers
// while its keeper or recorder is away. Method: real programs from their real units.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/integration/control/control_world.h"

namespace {

using base::Json;
using control_test::ControlWorld;
using control_test::kPassword;

Json object(Json::Object members) {
  return Json{std::move(members)};
}

class SetupTest : public testing::Test {
 protected:
  SetupTest() { world_.start(); }

  std::string step() { return world_.get("/api/v1/setup").text("step"); }
  Json credentials(const std::string& password) {
    return object({{"name", "clerk"}, {"password", password}});
  }

  ControlWorld world_;
};

TEST_F(SetupTest, AFreshRecorderIsClaimedOnceWithTheCodeOfTheConsole) {
  EXPECT_EQ(step(), "claim");
  EXPECT_EQ(world_.get("/api/v1/cameras").code(), "setup_required");
  EXPECT_EQ(world_.post("/api/v1/session", credentials(kPassword)).code(), "setup_required");

  const std::string code = world_.claim_code();
  Json wrong =
      object({{"claim_code", "0000-0000-0000"}, {"name", "clerk"}, {"password", kPassword}});
  EXPECT_EQ(world_.post("/api/v1/setup", wrong).code(), "wrong_claim_code");
  Json weak = object({{"claim_code", code}, {"name", "clerk"}, {"password", "short"}});
  const auto refused = world_.post("/api/v1/setup", weak);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.json().find("errors")->as_array()->at(0).get_string("field").value(),
            "/password");

  world_.claim();
  EXPECT_EQ(step(), "done");
  EXPECT_EQ(world_.get("/api/v1/session").status, 200);
  EXPECT_EQ(world_.claim_code(), "");
  Json again = object({{"claim_code", code}, {"name", "other"}, {"password", kPassword}});
  EXPECT_EQ(world_.post("/api/v1/setup", again).code(), "already_set_up");
  EXPECT_EQ(world_.post("/api/v1/setup/recovery-key", object({})).code(), "already_proven");
}

TEST_F(SetupTest, SessionsAndAccountsSurviveARestart) {
  world_.claim();
  world_.restart(control_test::kControl);
  EXPECT_EQ(world_.get("/api/v1/session").status, 200);
  EXPECT_EQ(world_.send(http::Method::Delete, "/api/v1/session", {}).status, 204);
  EXPECT_EQ(world_.get("/api/v1/session").code(), "not_signed_in");
  EXPECT_EQ(world_.post("/api/v1/session", credentials("another sentence")).code(),
            "wrong_credentials");
  EXPECT_EQ(world_.post("/api/v1/session", credentials(kPassword)).status, 201);
}

TEST_F(SetupTest, AtTheConsoleALostPasswordIsReplaced) {
  const std::string runtime = world_.root() + "/run/custody";
  const std::vector<std::string> command{"admin", "reset-access", "--json", "--runtime", runtime};
  EXPECT_NE(world_.custody(command).err.find("nobody has claimed this device yet"),
            std::string::npos);
  world_.claim();
  const auto ended = world_.custody(command);
  ASSERT_EQ(ended.status, 0) << ended.err;
  const auto told = base::parse_json(ended.out).value();
  EXPECT_EQ(told.get_string("account").value(), "clerk");
  EXPECT_EQ(world_.get("/api/v1/session").code(), "not_signed_in");
  EXPECT_EQ(world_.post("/api/v1/session", credentials(kPassword)).code(), "wrong_credentials");
  const auto again =
      world_.post("/api/v1/session", credentials(told.get_string("password").value()));
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(world_.get("/api/v1/cameras").code(), "password_change_required");
  EXPECT_NE(world_.custody({"admin", "reset-access", "--account", "nobody", "--runtime", runtime})
                .err.find("no account has this name"),
            std::string::npos);
}

TEST_F(SetupTest, TheCertificateIsTheSitesAndSoIsItsAuthority) {
  world_.claim();
  const auto status = world_.get("/api/v1/status").json();
  EXPECT_EQ(status.find("certificate")->get_string("issuer").value(), "site");
  EXPECT_EQ(status.find("keeper")->get_string("state").value(), "unlocked");
  EXPECT_TRUE(status.find("keeper")->get_bool("recovery_proven").value());
}

TEST_F(SetupTest, WithoutTheKeeperEverythingElseAnswersAndTheRestSaysWhy) {
  world_.claim();
  world_.init().stop(control_test::kKeeper);
  EXPECT_TRUE(world_.wait([&] {
    return !world_.get("/api/v1/status").json().find("keeper")->get_bool("answers").value();
  }));
  EXPECT_EQ(world_.get("/api/v1/cameras").status, 200);
  EXPECT_EQ(world_.post("/api/v1/setup/recovery-key", object({})).code(), "keeper_unavailable");
}

TEST_F(SetupTest, WithoutTheRecorderCamerasCannotBeChangedAndTheRestSaysWhy) {
  world_.claim();
  world_.init().stop(control_test::kRecorder);
  EXPECT_TRUE(world_.wait([&] {
    return !world_.get("/api/v1/status").json().find("recorder")->get_bool("answers").value();
  }));
  const auto refused =
      world_.post("/api/v1/cameras", object({{"name", "Gate"}, {"url", "rtsp://192.0.2.7/main"}}));
  EXPECT_EQ(refused.code(), "recorder_unavailable");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(world_.get("/api/v1/cameras").status, 200);
}

TEST_F(SetupTest, WhatWasDoneIsInTheKeepersJournal) {
  world_.claim();
  EXPECT_TRUE(world_.wait([&] {
    std::ifstream file{world_.root() + "/state/custody/keeper/journal/1", std::ios::binary};
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(world_.root() + "/state/custody/keeper")) {
      if (!entry.is_regular_file()) continue;
      std::ifstream each{entry.path(), std::ios::binary};
      const std::string bytes{std::istreambuf_iterator<char>{each}, {}};
      if (bytes.find("device-claimed") != std::string::npos) return true;
    }
    return false;
  }));
}

}  // namespace

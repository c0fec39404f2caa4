// Goal: the real keeper, started from its unit: what it acknowledged survives being killed at any
// moment, a restart keeps its identity, a wrong credential harms nothing.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ipc/client.h"
#include "base/random_id.h"
#include "base/ticks.h"
#include "tests/support/filled_id.h"
#include "tests/support/mini_init/mini_init.h"
#include "tests/support/temporary_directory.h"

namespace {

using base::Json;
using base::ipc::Payload;
using base::ipc::Reply;
using mini_init::State;

constexpr const char* kUnit = "custody-keeper.service";
// Far longer than anything takes: a limit for what is broken, not a measure.
constexpr std::chrono::seconds kLong{60};

class KeeperProcessTest : public testing::Test {
 protected:
  KeeperProcessTest() { give_credential(std::string(48, 'c')); }

  void give_credential(const std::string& text) {
    std::ofstream{root_ / "site-unlock", std::ios::binary | std::ios::trunc} << text;
  }
  mini_init::MiniInit::Options init_options(bool with_credential) {
    mini_init::MiniInit::Options options;
    options.layout = {
        .units = CUSTODY_UNITS_DIR, .root = root_.path(), .programs = CUSTODY_BIN_DIR};
    if (with_credential) options.credentials = {{"site-unlock", root_ / "site-unlock"}};
    return options;
  }
  void start(bool with_credential = true) {
    client_.reset();
    init_.reset();
    init_ = std::make_unique<mini_init::MiniInit>(init_options(with_credential));
    const auto started = init_->start(kUnit);
    if (!started) throw std::runtime_error{started.error().message};
    daemon_ = *started;
    connect();
  }
  void connect() {
    base::ipc::Client::Options options;
    options.path = root_ / "run/custody/keeper/control.sock";
    client_ = std::make_unique<base::ipc::Client>(std::move(options), clock_, random_);
  }
  base::Result<Reply> call(const std::string& verb, Json::Object arguments = {},
                           std::string_view body = {}) {
    Payload payload;
    payload.arguments = Json{std::move(arguments)};
    payload.body = base::to_bytes(body);
    return client_->call(verb, std::move(payload), kLong);
  }
  Json state() { return call("keeper_state").value().arguments; }
  std::string identity() { return state().get_string("site_ca_fingerprint").value(); }
  bool said(const char* code) const {
    return std::ranges::any_of(daemon_->lines(), [&](const std::string& line) {
      return line.find(code) != std::string::npos;
    });
  }
  base::Result<Reply> mint(const base::Id& camera) {
    return call("mint_day_keys", mint_arguments(camera));
  }
  Json::Object mint_arguments(const base::Id& camera) const {
    const base::Day today = base::day_of(base::to_ticks(clock_.wall()));
    return {{"camera", base::to_string(camera)}, {"from_day", today}, {"days", 2}};
  }
  // Line number -> subject of every line.
  std::map<std::int64_t, std::string> journal() {
    std::map<std::int64_t, std::string> all;
    for (std::int64_t from = 1;;) {
      const auto page = call("read_journal", {{"from", from}, {"limit", 500}}).value().arguments;
      const auto& lines = *page.find("lines")->as_array();
      if (lines.empty()) return all;
      for (const Json& line : lines) {
        all[line.get_int("line").value()] = line.get_string("subject").value();
      }
      from = page.get_int("next").value();
    }
  }

  test_support::TemporaryDirectory root_;
  base::RealClock clock_;
  base::KernelIdSource random_;
  std::unique_ptr<mini_init::MiniInit> init_;
  mini_init::SupervisedService* daemon_ = nullptr;
  std::unique_ptr<base::ipc::Client> client_;
};

TEST_F(KeeperProcessTest, FirstStartMakesKeysAndARestartKeepsThem) {
  start();
  EXPECT_EQ(state().get_string("state").value(), "unlocked");
  const std::string before = identity();
  const auto certificate = call("evidence_certificate").value().body;
  start();
  EXPECT_EQ(state().get_string("state").value(), "unlocked");
  EXPECT_EQ(identity(), before);
  EXPECT_EQ(call("evidence_certificate").value().body, certificate);
}

TEST_F(KeeperProcessTest, WithoutCredentialItStartsEmptyAndAPassphraseMakesTheKeys) {
  start(false);
  EXPECT_EQ(state().get_string("state").value(), "empty");
  ASSERT_TRUE(call("set_passphrase", {}, "correct horse battery"));
  const std::string before = identity();
  start(false);
  EXPECT_EQ(state().get_string("state").value(), "locked");
  EXPECT_FALSE(call("unlock", {}, "wrong horse battery"));
  ASSERT_TRUE(call("unlock", {}, "correct horse battery"));
  EXPECT_EQ(state().get_string("state").value(), "unlocked");
  EXPECT_EQ(identity(), before);
}

TEST_F(KeeperProcessTest, WrongCredentialIsAClearErrorAndHarmsNothing) {
  start();
  const std::string before = identity();
  const auto wraps = mint(test_support::filled_id(1)).value().body;

  give_credential(std::string(48, 'w'));
  start();
  EXPECT_EQ(state().get_string("state").value(), "locked");
  EXPECT_EQ(state().get_string("reason").value(), "the unlock credential is not this keystore's");
  EXPECT_TRUE(said("K240"));
  EXPECT_EQ(mint(test_support::filled_id(1)).value().body, wraps);
  EXPECT_EQ(call("recovery_key", {{"actor", "anna"}}).error().message, "keys are locked");

  give_credential(std::string(48, 'c'));
  start();
  EXPECT_EQ(state().get_string("state").value(), "unlocked");
  EXPECT_EQ(identity(), before);
}

TEST_F(KeeperProcessTest, SecretsAreReadableToItsUserAlone) {
  start();
  namespace fs = std::filesystem;
  for (const auto& entry : fs::recursive_directory_iterator{root_ / "state/custody/keeper"}) {
    EXPECT_EQ(entry.status().permissions() & (fs::perms::group_all | fs::perms::others_all),
              fs::perms::none)
        << entry.path();
  }
}

TEST_F(KeeperProcessTest, WhatWasAcknowledgedSurvivesBeingKilled) {
  start();
  const std::string before = identity();
  std::map<std::int64_t, std::string> lines;  // acknowledged
  std::map<int, base::Bytes> wraps;
  for (int round = 0; round < 5; ++round) {
    int open_calls = 0;
    int acknowledged = 0;
    for (int i = round * 100; i < round * 100 + 20; ++i) {
      open_calls += 2;
      const std::string subject = "line " + std::to_string(i);
      client_->start(
          "append_journal",
          {.arguments = Json{Json::Object{
               {"kind", "tested"}, {"actor", "custody-recorder"}, {"subject", subject}}}},
          kLong, [&, subject](base::Result<Reply> reply) {
            --open_calls;
            if (!reply) return;
            ++acknowledged;
            lines[reply->arguments.get_int("line").value()] = subject;
          });
      base::Id camera = test_support::filled_id(static_cast<std::uint8_t>(i % 100));
      camera.bytes[0] = static_cast<std::uint8_t>(round);
      client_->start("mint_day_keys", {.arguments = Json{mint_arguments(camera)}}, kLong,
                     [&, i](base::Result<Reply> reply) {
                       --open_calls;
                       if (!reply) return;
                       ++acknowledged;
                       wraps[i] = std::move(reply->body);
                     });
    }
    // Killed with answers under way: each round after more of them.
    while (acknowledged < 1 + round * 7) client_->poll_once(kLong);
    daemon_->send_signal(SIGKILL);
    while (open_calls > 0) client_->poll_once(kLong);
    ASSERT_TRUE(init_->run_until(
        [&] { return daemon_->starts() == round + 2 && daemon_->state() == State::Ready; }, kLong));
    connect();
    EXPECT_EQ(identity(), before);
  }
  const auto kept = journal();
  for (const auto& [number, subject] : lines) {
    ASSERT_TRUE(kept.contains(number)) << number;
    EXPECT_EQ(kept.at(number), subject);
  }
  for (const auto& [i, body] : wraps) {
    base::Id camera = test_support::filled_id(static_cast<std::uint8_t>(i % 100));
    camera.bytes[0] = static_cast<std::uint8_t>(i / 100);
    EXPECT_EQ(mint(camera).value().body, body) << i;
  }
  EXPECT_FALSE(lines.empty());
  EXPECT_FALSE(wraps.empty());
}

}  // namespace

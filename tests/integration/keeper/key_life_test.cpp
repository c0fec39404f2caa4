// Goal: the real keeper, killed in the middle of a rotation or an erasure, is whole again after its
// restart; and whoever speaks to it as custodyd does, but with bad intent, gets little and leaves a
// trace of all of it.

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
#include "tests/support/software_tpm.h"
#include "tests/support/temporary_directory.h"

namespace {

using base::ErrorKind;
using base::Json;
using base::ipc::Payload;
using base::ipc::Reply;
using mini_init::State;

constexpr const char* kKeeperUnit = "custody-keeper.service";
constexpr const char* kPassphrase = "correct horse battery";
// Far longer than anything takes: a limit for what is broken, not a measure.
constexpr std::chrono::seconds kCeiling{60};

class KeyLifeTest : public testing::Test {
 protected:
  KeyLifeTest() { std::ofstream{root_ / "site-unlock"} << std::string(48, 'c'); }

  void configure(const std::string& text) {
    std::filesystem::create_directories(root_ / "etc/custody");
    std::ofstream{root_ / "etc/custody/keeper.toml"} << text;
  }
  void start(bool with_credential = true) {
    client_.reset();
    init_.reset();
    mini_init::MiniInit::Options options;
    options.layout = {
        .units = CUSTODY_UNITS_DIR, .root = root_.path(), .programs = CUSTODY_BIN_DIR};
    if (with_credential) options.credentials = {{"site-unlock", root_ / "site-unlock"}};
    init_ = std::make_unique<mini_init::MiniInit>(std::move(options));
    const auto started = init_->start(kKeeperUnit);
    if (!started) throw std::runtime_error{started.error().message};
    daemon_ = *started;
    connect();
  }
  void connect() {
    base::ipc::Client::Options options;
    options.path = root_ / "run/custody/keeper/control.sock";
    client_ = std::make_unique<base::ipc::Client>(std::move(options), clock_, random_);
  }
  // The kernel ends it while the call is under way, or shortly after.
  void kill_during(const std::string& verb, Json::Object arguments, int starts) {
    bool answered = false;
    client_->start(verb, {.arguments = Json{std::move(arguments)}}, kCeiling,
                   [&](const base::Result<Reply>&) { answered = true; });
    daemon_->send_signal(SIGKILL);
    while (!answered) client_->poll_once(kCeiling);
    ASSERT_TRUE(init_->run_until(
        [&] { return daemon_->starts() == starts + 1 && daemon_->state() == State::Ready; },
        kCeiling));
    connect();
  }
  base::Result<Reply> call(const std::string& verb, Json::Object arguments = {},
                           std::string_view body = {}) {
    Payload payload;
    payload.arguments = Json{std::move(arguments)};
    payload.body = base::to_bytes(body);
    return client_->call(verb, std::move(payload), kCeiling);
  }
  Json state() { return call("keeper_state").value().arguments; }
  base::Day today() const { return base::day_of(base::to_ticks(clock_.wall())); }
  base::Bytes mint(const base::Id& camera, std::int64_t days = 46) {
    return call("mint_day_keys", {{"camera", base::to_string(camera)},
                                  {"from_day", today() - 1},
                                  {"days", std::min<std::int64_t>(days, 46)}})
        .value()
        .body;
  }
  base::Bytes thumbnail(const base::Id& camera) {
    const auto key = call("thumbnail_key", {{"camera", base::to_string(camera)},
                                            {"day", std::int64_t{today()} - 1},
                                            {"actor", "anna"}});
    return key ? key->body : base::Bytes{};
  }
  std::multimap<std::string, std::string> journal() {  // kind -> subject
    std::multimap<std::string, std::string> all;
    for (std::int64_t from = 1;;) {
      const auto page = call("read_journal", {{"from", from}, {"limit", 500}}).value().arguments;
      const auto& lines = *page.find("lines")->as_array();
      if (lines.empty()) return all;
      for (const Json& line : lines) {
        all.emplace(line.get_string("kind").value(), line.get_string("subject").value());
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
  const base::Id camera_ = test_support::filled_id(1);
  const base::Id other_ = test_support::filled_id(2);
};

TEST_F(KeyLifeTest, KilledInARotationItOpensWhatItOpenedBefore) {
  start();
  const base::Bytes wraps = mint(camera_);
  const base::Bytes key = thumbnail(camera_);
  ASSERT_EQ(key.size(), 32U);
  for (int round = 1; round <= 5; ++round) {
    kill_during("rotate_site_key", {{"actor", "anna"}}, round);
    EXPECT_EQ(state().get_string("state").value(), "unlocked") << round;
    EXPECT_EQ(thumbnail(camera_), key) << round;
    EXPECT_EQ(mint(camera_), wraps) << round;
  }
  ASSERT_TRUE(call("rotate_site_key", {{"actor", "anna"}}));
  EXPECT_EQ(thumbnail(camera_), key);
}

TEST_F(KeyLifeTest, KilledInAnErasureItHasErasedAllOfItOrNothing) {
  start();
  mint(other_);
  const base::Bytes others = thumbnail(other_);
  std::size_t certificates = 0;
  for (int round = 1; round <= 5; ++round) {
    mint(camera_);
    kill_during("erase",
                {{"actor", "anna"},
                 {"reason", "court order"},
                 {"scope", "camera-day"},
                 {"camera", base::to_string(camera_)},
                 {"day", std::int64_t{today()} - 1}},
                round);
    const auto list = call("list_erasures").value().arguments;
    const std::size_t now = list.find("erasures")->as_array()->size();
    EXPECT_EQ(thumbnail(camera_).empty(), now > certificates) << round;
    EXPECT_FALSE(std::filesystem::exists(root_ / "state/custody/keeper/erasing"));
    certificates = now;
    EXPECT_EQ(thumbnail(other_), others) << round;
  }
}

TEST_F(KeyLifeTest, EverythingErasedLeavesACertificateAndAnEmptyKeeper) {
  start();
  mint(camera_);
  const auto erased =
      call("erase", {{"actor", "anna"}, {"reason", "end of service"}, {"scope", "everything"}});
  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(state().get_string("state").value(), "empty");
  start(false);
  EXPECT_EQ(state().get_string("state").value(), "empty");
  const std::string id = erased->arguments.get_string("id").value();
  EXPECT_EQ(call("erasure_certificate", {{"id", id}}).value().body, erased->body);
  ASSERT_TRUE(call("set_passphrase", {}, kPassphrase));
  EXPECT_EQ(state().get_string("state").value(), "unlocked");
}

TEST_F(KeyLifeTest, SealedSiteMintsWhileLockedAndOpensForAPerson) {
  start();
  mint(camera_);
  const base::Bytes key = thumbnail(camera_);
  ASSERT_TRUE(
      call("add_unlock_method", {{"actor", "anna"}, {"method", "passphrase"}}, kPassphrase));
  ASSERT_TRUE(call("remove_unlock_method", {{"actor", "anna"}, {"method", "credential"}}));
  start();
  EXPECT_EQ(state().get_string("state").value(), "locked");
  EXPECT_EQ(state().get_string("mode").value(), "sealed");
  EXPECT_FALSE(mint(other_).empty());
  EXPECT_TRUE(thumbnail(camera_).empty());
  ASSERT_TRUE(call("unlock", {{"actor", "ben"}}, kPassphrase));
  EXPECT_EQ(thumbnail(camera_), key);
  ASSERT_TRUE(call("lock", {{"actor", "ben"}}));
  EXPECT_TRUE(thumbnail(camera_).empty());
}

TEST_F(KeyLifeTest, SessionThatNobodyUsesEndsByItself) {
  configure("[keeper]\nlock_after_idle = \"1s\"\n");
  start();
  ASSERT_TRUE(
      call("add_unlock_method", {{"actor", "anna"}, {"method", "passphrase"}}, kPassphrase));
  ASSERT_TRUE(call("remove_unlock_method", {{"actor", "anna"}, {"method", "credential"}}));
  ASSERT_TRUE(init_->run_until(
      [&] {
        return std::ranges::any_of(daemon_->lines(), [](const std::string& line) {
          return line.find("K240") != std::string::npos;
        });
      },
      kCeiling));
  EXPECT_EQ(state().get_string("state").value(), "locked");
}

TEST_F(KeyLifeTest, TpmOpensTheSiteAtStartAndWithAPin) {
  test_support::SoftwareTpm tpm;
  configure("[keeper]\ntpm = \"" + tpm.where() + "\"\n");
  start();
  ASSERT_EQ(state().get_bool("tpm").value(), true);
  ASSERT_TRUE(call("add_unlock_method", {{"actor", "anna"}, {"method", "tpm"}}));
  ASSERT_TRUE(call("add_unlock_method", {{"actor", "anna"}, {"method", "tpm-pin"}}, "246810"));
  ASSERT_TRUE(call("remove_unlock_method", {{"actor", "anna"}, {"method", "credential"}}));
  start(false);
  EXPECT_EQ(state().get_string("state").value(), "unlocked");
  tpm.measure_something_else();
  start(false);
  EXPECT_EQ(state().get_string("state").value(), "locked");
  EXPECT_NE(state().get_string("reason").value().find("PCR 7"), std::string::npos);
  EXPECT_EQ(call("unlock", {{"method", "tpm-pin"}}, "135791").error().kind, ErrorKind::Denied);
  EXPECT_TRUE(call("unlock", {{"method", "tpm-pin"}}, "246810"));
}

TEST_F(KeyLifeTest, WrongPlaceOfATpmIsAClearMistake) {
  configure("[keeper]\ntpm = \"/dev/tpmrm0\"\n");
  EXPECT_ANY_THROW(start());
}

// What a custodyd that was taken over can ask for: it knows every verb and invents actors.
TEST_F(KeyLifeTest, TakenOverCustodydOpensNoBulkAndLeavesALineForEachKey) {
  start();
  std::size_t got = 0;
  for (int i = 0; i < 150; ++i) {
    base::Id camera = test_support::filled_id(9);
    camera.bytes[0] = static_cast<std::uint8_t>(i / 256);
    camera.bytes[1] = static_cast<std::uint8_t>(i);
    mint(camera, 1);
  }
  for (int i = 0; i < 150; ++i) {  // one actor, many cameras: its rate ends it
    base::Id camera = test_support::filled_id(9);
    camera.bytes[0] = static_cast<std::uint8_t>(i / 256);
    camera.bytes[1] = static_cast<std::uint8_t>(i);
    if (!thumbnail(camera).empty()) ++got;
  }
  EXPECT_LT(got, 150U);
  EXPECT_EQ(journal().count("thumbnails-viewed"), got);
}

TEST_F(KeyLifeTest, TakenOverCustodydSignsNothingThatWasNotGranted) {
  start();
  const std::string nobodys = base::to_string(test_support::filled_id(7));
  EXPECT_EQ(call("sign_manifest", {{"actor", "anna"}, {"reason", "x"}, {"grant", nobodys}},
                 "{\"grant\":\"" + nobodys + "\"}")
                .error()
                .kind,
            ErrorKind::Denied);
  EXPECT_EQ(call("sign_manifest", {{"actor", "anna"}, {"reason", "x"}}, "{}").error().kind,
            ErrorKind::InvalidInput);
  const auto granted =
      call("grant_export", {{"actor", "anna"},
                            {"reason", "case 7"},
                            {"cameras", Json::Array{base::to_string(camera_)}},
                            {"from", base::format_rfc3339(clock_.wall() - std::chrono::hours{1})},
                            {"to", base::format_rfc3339(clock_.wall())}});
  ASSERT_TRUE(granted) << granted.error().message;
  const std::string id = granted->arguments.get_string("id").value();
  EXPECT_EQ(call("sign_manifest", {{"actor", "anna"}, {"reason", "x"}, {"grant", id}},
                 "{\"grant\":\"" + nobodys + "\"}")
                .error()
                .kind,
            ErrorKind::InvalidInput);
  EXPECT_TRUE(call("sign_manifest", {{"actor", "anna"}, {"reason", "x"}, {"grant", id}},
                   "{\"grant\":\"" + id + "\"}"));
  // It survives a restart, with what was signed.
  start();
  const auto grants = call("list_grants").value().arguments;
  ASSERT_EQ(grants.find("grants")->as_array()->size(), 1U);
  EXPECT_EQ(grants.find("grants")->as_array()->front().get_int("manifests").value(), 1);
  const auto lines = journal();
  EXPECT_EQ(lines.count("export-granted"), 1U);
  EXPECT_EQ(lines.count("manifest-signed"), 1U);
}

TEST_F(KeyLifeTest, TakenOverCustodydCannotEraseWithoutItsLine) {
  start();
  mint(camera_);
  // A journal that cannot be written: its folder is a file.
  const auto journal_folder = root_ / "state/custody/keeper/journal";
  start();
  std::filesystem::rename(journal_folder, root_ / "journal-aside");
  std::ofstream{journal_folder} << "in the way";
  daemon_->send_signal(SIGKILL);
  ASSERT_TRUE(init_->run_until(
      [&] { return daemon_->starts() == 2 && daemon_->state() == State::Ready; }, kCeiling));
  connect();
  EXPECT_FALSE(call("erase", {{"actor", "anna"}, {"reason", "x"}, {"scope", "everything"}}));
  EXPECT_TRUE(thumbnail(camera_).empty());
  EXPECT_EQ(state().get_int("day_keys").value(), 46);
}

}  // namespace

// Goal: the real recorder, with the real keeper and a camera on loopback, seals what comes, tells
// of it, survives what may happen, and lets nobody in. Method: programs from their units; the
// archive is then checked without any key, as `custody store check` does.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "nvr/live/live_ring_reader.h"
#include "tests/integration/recorder/recorder_world.h"
#include "tests/integration/recorder/rtsp_source.h"
#include "tests/support/test_pki.h"

namespace {

using recorder_test::kKeeper;
using recorder_test::kRecorder;
using recorder_test::RecorderWorld;
using recorder_test::RtspSource;

crypto::TlsContext tls_of(const test_support::Identity& identity) {
  crypto::TlsServerOptions options;
  options.chain = {identity.certificate};
  options.protocols = {};
  return crypto::TlsContext::server(identity.key, options).value();
}

class RecorderTest : public testing::Test {
 protected:
  RecorderTest() {
    world_.start();
    world_.follow();
  }

  std::string condition(const std::string& camera) const {
    const auto state = world_.state_of(camera).get_string("state");
    return state ? *state : std::string{};
  }
  std::string reason(const std::string& camera) const {
    const auto found = world_.state_of(camera).get_string("reason");
    return found ? *found : std::string{};
  }
  std::int64_t records(const std::string& camera, std::int64_t sequence = 1) const {
    return world_.records(camera, sequence);
  }

  RecorderWorld world_;
};

TEST_F(RecorderTest, FootageIsSealedTellsOfItselfAndEndsInOrder) {
  RtspSource source{{}};
  const std::string camera = world_.add_camera(source.url(), "a good password");
  ASSERT_TRUE(world_.wait([&] { return records(camera) > 12; })) << condition(camera);
  EXPECT_EQ(condition(camera), "recording");
  world_.init().stop(kRecorder);

  const auto checked = world_.check();
  EXPECT_NE(checked.result.verdict, storage::CheckVerdict::Inconsistent) << checked.findings;
  EXPECT_EQ(checked.result.faults, 0U) << checked.findings;
  ASSERT_EQ(checked.segments.size(), 1U);
  EXPECT_EQ(checked.segments.front().status, storage::SegmentStatus::Final);
}

TEST_F(RecorderTest, KilledAtAnyMomentItLosesNothingThatItTold) {
  RtspSource source{{}};
  const std::string camera = world_.add_camera(source.url(), "a good password");
  ASSERT_TRUE(world_.wait([&] { return records(camera) > 10; })) << condition(camera);
  const std::int64_t told = records(camera);
  world_.recorder().send_signal(SIGKILL);
  ASSERT_TRUE(world_.wait([&] { return records(camera, 2) > 8; })) << condition(camera);
  world_.init().stop(kRecorder);

  const auto checked = world_.check();
  EXPECT_EQ(checked.result.faults, 0U) << checked.findings;
  ASSERT_EQ(checked.segments.size(), 2U);
  EXPECT_EQ(checked.segments[0].status, storage::SegmentStatus::Unterminated);
  EXPECT_GE(checked.segments[0].records, told);
  EXPECT_EQ(checked.segments[1].status, storage::SegmentStatus::Final);
}

TEST_F(RecorderTest, AWrongPasswordIsTriedOnce) {
  RtspSource source{{}};
  const std::string camera = world_.add_camera(source.url(), "a wrong password");
  ASSERT_TRUE(world_.wait([&] { return condition(camera) == "refused"; }));
  EXPECT_EQ(reason(camera), "wrong_password");
  // Watching is no reason to try again; a new password is.
  (void)world_.call("live", {{"camera", camera}, {"stream", "main"}});
  EXPECT_EQ(source.password_tries(), 1);
  ASSERT_TRUE(world_.call(
      "set_camera", {{"camera", camera}, {"name", "Door"}, {"url", source.url()}, {"user", "eva"}},
      "a good password"));
  EXPECT_TRUE(world_.wait([&] { return condition(camera) == "recording"; })) << reason(camera);
}

TEST_F(RecorderTest, AChangedCertificateIsRefusedBeforeAnythingIsSaid) {
  const auto& pki = test_support::test_pki();
  RtspSource source{{.tls = tls_of(pki.server)}};
  const std::string right = base::hex(pki.server.certificate.fingerprint());
  const std::string wrong = base::hex(pki.other_server.certificate.fingerprint());
  const std::string refused =
      world_.add_camera(source.url(), "a good password", {{"fingerprint", wrong}});
  ASSERT_TRUE(world_.wait([&] { return condition(refused) == "refused"; })) << reason(refused);
  EXPECT_EQ(reason(refused), "certificate_changed");
  EXPECT_EQ(source.password_tries(), 0);
  const std::string pinned =
      world_.add_camera(source.url(), "a good password", {{"fingerprint", right}});
  EXPECT_TRUE(world_.wait([&] { return condition(pinned) == "recording"; })) << reason(pinned);
}

TEST_F(RecorderTest, TheFirstCertificateIsKeptWhenNoneWasGiven) {
  const auto& pki = test_support::test_pki();
  RtspSource source{{.tls = tls_of(pki.server)}};
  const std::string camera = world_.add_camera(source.url(), "a good password");
  ASSERT_TRUE(world_.wait([&] { return condition(camera) == "recording"; })) << reason(camera);
  const auto answer = world_.call("cameras").value();
  const base::Json& told = answer.arguments.find("cameras")->as_array()->at(0);
  EXPECT_EQ(told.get_string("fingerprint").value(),
            base::hex(pki.server.certificate.fingerprint()));
}

TEST_F(RecorderTest, RecordingGoesOnWhileTheKeeperIsAway) {
  RtspSource source{{}};
  const std::string camera = world_.add_camera(source.url(), "a good password");
  ASSERT_TRUE(world_.wait([&] { return records(camera) > 4; })) << condition(camera);
  world_.init().stop(kKeeper);
  const std::int64_t before = records(camera);
  EXPECT_TRUE(world_.wait([&] { return records(camera) > before + 6; }));
  // A new segment needs no keeper either: its day key and the signing key are here.
  world_.recorder().send_signal(SIGKILL);
  EXPECT_TRUE(world_.wait([&] { return records(camera, 2) > 4; })) << reason(camera);
}

TEST_F(RecorderTest, ListensOnNoTcpPort) {
  const auto text_of = [](const std::filesystem::path& path) {
    std::ifstream file{path};
    return std::string{std::istreambuf_iterator<char>{file}, {}};
  };
  const std::filesystem::path process = "/proc/" + std::to_string(world_.recorder().pid());
  std::set<std::string> sockets;
  for (const auto& entry : std::filesystem::directory_iterator{process / "fd"}) {
    std::error_code gone;
    const std::string target = std::filesystem::read_symlink(entry.path(), gone).string();
    if (target.starts_with("socket:[")) sockets.insert(target.substr(8, target.size() - 9));
  }
  EXPECT_FALSE(sockets.empty());
  for (const char* table : {"net/tcp", "net/tcp6", "net/udp", "net/udp6"}) {
    std::istringstream lines{text_of(process / table)};
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words{line};
      const std::vector<std::string> columns{std::istream_iterator<std::string>{words}, {}};
      EXPECT_FALSE(columns.size() > 9 && sockets.contains(columns[9])) << table << ": " << line;
    }
  }
}

TEST_F(RecorderTest, LivePicturesComeThroughSharedMemory) {
  RtspSource source{{}};
  const std::string sub = source.url().substr(0, source.url().rfind('/')) + "/sub";
  const std::string camera = world_.add_camera(source.url(), "a good password", {{"sub_url", sub}});
  ASSERT_TRUE(world_.wait([&] { return condition(camera) == "recording"; })) << reason(camera);

  base::RealClock clock;
  base::KernelIdSource ids;
  base::ipc::Client::Options options;
  options.path = world_.state() + "/../../../run/custody/recorder/control.sock";
  base::ipc::Client viewer{std::move(options), clock, ids};
  for (const char* stream : {"main", "sub"}) {
    base::ipc::Payload asked;
    asked.arguments["camera"] = camera;
    asked.arguments["stream"] = stream;
    auto reply = viewer.call("live", std::move(asked));
    ASSERT_TRUE(reply) << reply.error().message;
    ASSERT_EQ(reply->descriptors.size(), 2U);
    auto reader = nvr::LiveRingReader::open(std::move(reply->descriptors[0])).value();
    std::vector<nvr::LiveEntry> entries;
    ASSERT_TRUE(world_.wait([&] {
      while (auto entry = reader.next().value()) entries.push_back(*std::move(entry));
      return entries.size() > 10;
    })) << stream;
    EXPECT_EQ(entries[0].head.kind, nvr::LiveKind::Init);
    EXPECT_TRUE(entries[1].head.key);
  }
}

TEST_F(RecorderTest, ProbingTellsWhatACameraHasAndWhyNot) {
  const auto& pki = test_support::test_pki();
  RtspSource source{{.tls = tls_of(pki.server)}};
  const auto good =
      world_.call("probe", {{"url", source.url()}, {"user", "eva"}}, "a good password").value();
  ASSERT_TRUE(good.arguments.get_bool("ok").value()) << good.arguments.dump();
  const base::Json& stream = good.arguments.find("streams")->as_array()->at(0);
  EXPECT_EQ(stream.get_int("width").value(), 1920);
  EXPECT_EQ(stream.get_string("codec_string").value(), "avc3.640028");
  EXPECT_EQ(good.arguments.get_string("digest").value(), "SHA-256");
  EXPECT_EQ(good.arguments.find("tls")->get_string("trust").value(), "none");
  EXPECT_EQ(good.arguments.find("tls")->get_string("fingerprint").value(),
            base::hex(pki.server.certificate.fingerprint()));

  const auto code = [&](base::Json::Object arguments, std::string_view password) {
    const auto reply = world_.call("probe", std::move(arguments), password).value();
    const auto found = reply.arguments.get_string("code");
    return found ? *found : reply.arguments.dump();
  };
  EXPECT_EQ(code({{"url", source.url()}, {"user", "eva"}}, "a wrong one"), "wrong_password");
  const std::string other = source.url().substr(0, source.url().rfind('/')) + "/other";
  EXPECT_EQ(code({{"url", other}, {"user", "eva"}}, "a good password"), "no_video");
  EXPECT_EQ(code({{"url", source.url()},
                  {"user", "eva"},
                  {"fingerprint", base::hex(pki.other_server.certificate.fingerprint())}},
                 "a good password"),
            "certificate_changed");
  EXPECT_EQ(code({{"url", "rtsp://127.0.0.1:1/main"}}, ""), "unreachable");
  RtspSource plain{{}};
  EXPECT_EQ(code({{"url", "rtsps" + plain.url().substr(4)}}, ""), "not_rtsp");
}

}  // namespace

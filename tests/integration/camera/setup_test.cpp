// Goal: a new camera belongs to whoever has its claim code, shows one identity for life, and until
// it is claimed shows nobody anything.

#include <gtest/gtest.h>
#include <signal.h>

#include "tests/integration/camera/camera_world.h"

namespace {

using camera_test::CameraWorld;
using test_support::LoopbackSocket;
using test_support::RtspClient;

int described(const CameraWorld& world, const std::string& password) {
  LoopbackSocket socket{world.rtsp};
  RtspClient client{[&](std::string_view bytes) { return socket.send(bytes); },
                    [&] { return socket.read_some(); }};
  client.use("demo", password);
  return client.ask("DESCRIBE", "rtsp://127.0.0.1:" + std::to_string(world.rtsp) + "/main").status;
}

TEST(SetupTest, BeforeTheClaimStreamsAnswer401AndTheApiSetUpRequired) {
  CameraWorld world;
  EXPECT_EQ(described(world, camera_test::kPassword), 401);
  EXPECT_EQ(world.ask(http::Method::Get, "/healthz").status, 200);
  EXPECT_EQ(world.ask(http::Method::Get, "/api/v1/device").status, 403);
  EXPECT_EQ(base::as_text(world.ask(http::Method::Get, "/api/v1/setup").body),
            R"({"claimed":false})");
}

TEST(SetupTest, ClaimIsGoodOnce) {
  CameraWorld world;
  EXPECT_EQ(world.claim().status, 201);
  EXPECT_EQ(described(world, camera_test::kPassword), 200);
  const auto code = world.call("claim_code");
  ASSERT_FALSE(code);
  EXPECT_EQ(code.error().kind, base::ErrorKind::NotFound);
}

TEST(SetupTest, KillAndRestartKeepIdentityAndAccount) {
  CameraWorld world;
  ASSERT_EQ(world.claim().status, 201);
  const auto before = world.certificate();
  auto& daemon = world.daemon();
  world.https = world.rtsps = world.rtsp = 0;
  daemon.send_signal(SIGKILL);
  ASSERT_TRUE(world.run_until(
      [&] { return daemon.starts() == 2 && daemon.state() == mini_init::State::Ready; }));
  ASSERT_TRUE(world.run_until([&] { return world.https != 0 && world.rtsp != 0; }));
  EXPECT_EQ(world.certificate(), before);
  EXPECT_EQ(described(world, camera_test::kPassword), 200);
  EXPECT_EQ(base::as_text(world.ask(http::Method::Get, "/api/v1/setup").body),
            R"({"claimed":true})");
}

TEST(SetupTest, ServesItsPageAndItsDescription) {
  CameraWorld world;
  EXPECT_EQ(world.ask(http::Method::Get, "/").status, 200);
  const auto description = world.ask(http::Method::Get, "/api/v1/openapi.json");
  EXPECT_TRUE(base::parse_json(base::as_text(description.body)));
}

TEST(SetupTest, SecretsAreReadableToNobodyElse) {
  namespace fs = std::filesystem;
  CameraWorld world;
  ASSERT_EQ(world.claim().status, 201);
  for (const char* name : {"device.key", "stream-account.json", "accounts.db"}) {
    EXPECT_EQ(fs::status(world.state() / name).permissions() & fs::perms::all,
              fs::perms::owner_read | fs::perms::owner_write)
        << name;
  }
}

}  // namespace

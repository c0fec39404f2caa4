// Goal: what is stored of a camera is what was meant, within bounds, and its password is nobody
// else's.

#include "nvr/camera/camera.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "appliance/accounts/device_key.h"
#include "base/process/service_manager.h"
#include "base/real_file_system.h"
#include "nvr/camera/camera_store.h"
#include "tests/support/filled_id.h"
#include "tests/support/temporary_directory.h"

namespace nvr {
namespace {

Camera door() {
  return {.id = test_support::filled_id(7),
          .name = "Door",
          .url = "rtsps://10.0.0.7/main",
          .sub_url = "rtsps://10.0.0.7/sub",
          .user = "eva",
          .fingerprint = crypto::Fingerprint{1, 2, 3},
          .audio = true,
          .enabled = false};
}

std::string refusal_of(const Camera& camera) {
  const auto checked = check(camera);
  return checked ? "" : checked.error().message;
}

TEST(CameraTest, IsTheSameAfterJson) {
  EXPECT_EQ(camera_from(to_json(door())).value(), door());
}

TEST(CameraTest, EveryBoundNamesItsField) {
  Camera camera = door();
  EXPECT_EQ(refusal_of(camera), "");
  camera.name = std::string(kCameraNameBytesMax, 'x');
  EXPECT_EQ(refusal_of(camera), "");
  camera.name += 'x';
  EXPECT_TRUE(refusal_of(camera).starts_with("name "));
  camera = door();
  camera.name = "Door\n";
  EXPECT_TRUE(refusal_of(camera).starts_with("name "));
  camera = door();
  camera.url = "http://10.0.0.7/";
  EXPECT_TRUE(refusal_of(camera).starts_with("url "));
  camera.url = "rtsp://eva:secret@10.0.0.7/";
  EXPECT_TRUE(refusal_of(camera).starts_with("url "));
  camera = door();
  camera.sub_url = "sub";
  EXPECT_TRUE(refusal_of(camera).starts_with("sub_url "));
  camera = door();
  camera.user = std::string(kCameraUserBytesMax + 1, 'x');
  EXPECT_TRUE(refusal_of(camera).starts_with("user "));
}

TEST(CameraTest, AFingerprintIsReadAsPeopleCopyIt) {
  std::string plain;
  std::string colons;
  for (int i = 0; i < 32; ++i) {
    plain += "ab";
    colons += i == 0 ? "AB" : ":AB";
  }
  EXPECT_EQ(parse_fingerprint(colons).value(), parse_fingerprint(plain).value());
  EXPECT_FALSE(parse_fingerprint("ab"));
}

class CameraStoreTest : public testing::Test {
 protected:
  CameraStore open(char key = 'k') {
    return CameraStore::open(directory_ / "cameras.db",
                             crypto::Secret::copy_of(std::string(32, key)))
        .value();
  }
  static std::optional<crypto::Secret> password(std::string_view text) {
    return crypto::Secret::copy_of(text);
  }
  static std::string text_of(const crypto::Secret& secret) {
    return std::string{base::as_text(secret.reveal())};
  }

  test_support::TemporaryDirectory directory_;
};

TEST_F(CameraStoreTest, KeepsCamerasAndPasswordsOverARestart) {
  {
    auto store = open();
    ASSERT_TRUE(store.put(door(), password("hidden")));
    Camera renamed = door();
    renamed.name = "Hall";
    ASSERT_TRUE(store.put(renamed, std::nullopt));
  }
  auto store = open();
  EXPECT_EQ(store.find(door().id).value()->name, "Hall");
  EXPECT_EQ(text_of(store.password(door().id).value()), "hidden");
  ASSERT_TRUE(store.remove(door().id));
  EXPECT_FALSE(store.find(door().id).value());
  EXPECT_FALSE(store.remove(door().id));
}

TEST_F(CameraStoreTest, APasswordIsNotInTheFileAndOpensWithNoOtherKey) {
  {
    ASSERT_TRUE(open().put(door(), password("a hidden word")));
  }
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator{directory_.path()}) {
    std::ifstream file{entry.path(), std::ios::binary};
    all += std::string{std::istreambuf_iterator<char>{file}, {}};
  }
  EXPECT_EQ(all.find("a hidden word"), std::string::npos);
  EXPECT_EQ(open('x').password(door().id).error().kind, base::ErrorKind::Corrupt);
}

TEST_F(CameraStoreTest, HoldsNoMoreCamerasThanItSays) {
  auto store = open();
  for (std::size_t i = 0; i < kCamerasMax; ++i) {
    Camera camera = door();
    camera.id.bytes[0] = static_cast<std::uint8_t>(i);
    camera.id.bytes[1] = static_cast<std::uint8_t>(i >> 8);
    ASSERT_TRUE(store.put(camera, std::nullopt));
  }
  Camera one_more = door();
  one_more.id = test_support::filled_id(9);
  EXPECT_FALSE(store.put(one_more, std::nullopt));
}

TEST(RecorderKeyTest, IsMadeOnceAndReadableToNobodyElse) {
  test_support::TemporaryDirectory directory;
  base::RealFileSystem files;
  const auto credentials = base::Credentials::from_environment();
  const auto first =
      appliance::device_key(files, credentials, "recorder", directory.path()).value();
  const auto second =
      appliance::device_key(files, credentials, "recorder", directory.path()).value();
  EXPECT_TRUE(crypto::equal_constant_time(first.reveal(), second.reveal()));
  EXPECT_EQ(first.size(), 32U);
  const auto mode = std::filesystem::status(directory / "recorder.key").permissions();
  EXPECT_EQ(mode & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace
}  // namespace nvr

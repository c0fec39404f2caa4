// Goal: a camera has one identity for life, certified by the factory all demo cameras share.
#include "camera-fw/provision/device_identity.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/real_file_system.h"
#include "tests/support/temporary_directory.h"

namespace {

namespace fs = std::filesystem;

class DeviceIdentityTest : public testing::Test {
 protected:
  base::Result<camera_fw::DeviceIdentity> identity(const std::string& camera) {
    return camera_fw::load_or_make_device_identity(files_, root_ / camera, root_ / "factory", now_);
  }

  base::RealFileSystem files_;
  test_support::TemporaryDirectory root_;
  const base::WallTime now_{std::chrono::seconds{1'795'209'248}};
};

TEST_F(DeviceIdentityTest, StaysTheSameOverRestartsWithoutTheFactory) {
  const auto first = identity("a");
  ASSERT_TRUE(first) << first.error().message;
  fs::remove_all(root_ / "factory");
  const auto second = identity("a");
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->serial, first->serial);
  EXPECT_EQ(second->chain, first->chain);
}

TEST_F(DeviceIdentityTest, CamerasDifferButShareTheirFactory) {
  const auto a = identity("a").value();
  const auto b = identity("b").value();
  EXPECT_NE(a.serial, b.serial);
  EXPECT_NE(a.chain[0], b.chain[0]);
  EXPECT_EQ(a.chain[1], b.chain[1]);
  EXPECT_TRUE(a.chain[1].is_ca());
  EXPECT_EQ(a.chain[0].issuer(), a.chain[1].subject());
}

TEST_F(DeviceIdentityTest, CertificateIsForLoopback) {
  const auto names = identity("a").value().chain[0].alt_names();
  EXPECT_EQ(names.dns, std::vector<std::string>{"localhost"});
  EXPECT_EQ(names.ip, (std::vector<std::string>{"127.0.0.1", "::1"}));
}

TEST_F(DeviceIdentityTest, KeysAreReadableToNobodyElse) {
  ASSERT_TRUE(identity("a"));
  for (const char* name : {"a/device.key", "factory/factory-ca.key"}) {
    EXPECT_EQ(fs::status(root_ / name).permissions() & fs::perms::all,
              fs::perms::owner_read | fs::perms::owner_write)
        << name;
  }
}

TEST_F(DeviceIdentityTest, LostKeyIsNotReplacedInSilence) {
  ASSERT_TRUE(identity("a"));
  fs::remove(root_ / "a/device.key");
  const auto again = identity("a");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, base::ErrorKind::Corrupt);
}

TEST_F(DeviceIdentityTest, CertificateOfAnotherKeyIsRefused) {
  ASSERT_TRUE(identity("a"));
  ASSERT_TRUE(identity("b"));
  fs::copy_file(root_ / "b/device.pem", root_ / "a/device.pem",
                fs::copy_options::overwrite_existing);
  EXPECT_EQ(identity("a").error().kind, base::ErrorKind::Corrupt);
}

TEST_F(DeviceIdentityTest, FactoryThatLostItsKeyCertifiesNobody) {
  ASSERT_TRUE(identity("a"));
  fs::remove(root_ / "factory/factory-ca.key");
  EXPECT_EQ(identity("b").error().kind, base::ErrorKind::Corrupt);
  EXPECT_TRUE(identity("a"));
}

TEST_F(DeviceIdentityTest, FingerprintReadsAsToolsPrintIt) {
  const auto text = camera_fw::fingerprint_text(identity("a").value().chain[0]);
  EXPECT_EQ(text.size(), 32 * 3 - 1);
  EXPECT_EQ(text[2], ':');
}

}  // namespace

// Goal: a device has its own key from the first start, keeps it, and never replaces what its owner
// installed. Method: a memory file system, which also loses power between the two files.

#include "appliance/certificates/server_identity.h"

#include <gtest/gtest.h>

#include "crypto/x509/certificate_builder.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_file_system.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;

class ServerIdentityTest : public testing::Test {
 protected:
  base::Result<ServerIdentity> load() {
    return load_or_make_identity(files_, "/state/https", options_, clock_.wall());
  }
  static crypto::Fingerprint pin(const ServerIdentity& identity) {
    return identity.chain.front().key_fingerprint();
  }

  test_support::ManualClock clock_;
  test_support::MemoryFileSystem files_;
  SelfSignedOptions options_{.common_name = "nvr", .names = {.dns = {"nvr", "localhost"}}};
};

TEST_F(ServerIdentityTest, FirstStartMakesAKeyAndACertificateOfItsNames) {
  const auto identity = load();
  ASSERT_TRUE(identity) << identity.error().message;
  const auto& certificate = identity->chain.front();
  EXPECT_TRUE(certificate.matches_key(identity->key));
  EXPECT_EQ(certificate.alt_names(), options_.names);
  EXPECT_FALSE(certificate.is_ca());
}

TEST_F(ServerIdentityTest, NextStartShowsTheSameCertificate) {
  const auto first = load().value();
  EXPECT_EQ(load()->chain.front(), first.chain.front());
}

// R012.
TEST_F(ServerIdentityTest, TwoDevicesNeverShareAKey) {
  const auto first = load().value();
  test_support::MemoryFileSystem other;
  const auto second = load_or_make_identity(other, "/state/https", options_, clock_.wall()).value();
  EXPECT_NE(pin(first), pin(second));
}

TEST_F(ServerIdentityTest, RenewalBeginsOnTheRightDayAndKeepsTheKey) {
  const auto first = load().value();
  clock_.advance(options_.life - options_.renew_before);
  EXPECT_EQ(load()->chain.front(), first.chain.front());
  clock_.advance(1s);
  const auto renewed = load().value();
  EXPECT_NE(renewed.chain.front(), first.chain.front());
  EXPECT_EQ(pin(renewed), pin(first));
}

TEST_F(ServerIdentityTest, NewNamesGetANewCertificateOfTheSameKey) {
  const auto first = load().value();
  options_.names.dns.emplace_back("nvr.example");
  const auto second = load().value();
  EXPECT_EQ(second.chain.front().alt_names(), options_.names);
  EXPECT_EQ(pin(second), pin(first));
}

TEST_F(ServerIdentityTest, AnInstalledCertificateIsNotReplaced) {
  const auto own = load().value();
  const auto ca_key = crypto::PrivateKey::generate(crypto::KeyKind::EcP256).value();
  crypto::CertificateFields fields;
  fields.subject.common_name = "CA";
  fields.not_before = clock_.wall();
  fields.not_after = clock_.wall() + std::chrono::hours{24 * 365};
  fields.profile = crypto::CertificateProfile::Ca;
  const auto ca = crypto::self_sign(ca_key, fields).value();
  fields.subject.common_name = "installed";
  fields.names = {.dns = {"other.example"}};
  fields.profile = crypto::CertificateProfile::Server;
  const auto installed = crypto::issue(ca, ca_key, own.key.public_key(), fields).value();
  ASSERT_TRUE(base::write_file_atomically(files_, "/state/https/server.pem",
                                          base::as_bytes(installed.to_pem())));
  clock_.advance(options_.life);
  EXPECT_EQ(load()->chain.front(), installed);
}

TEST_F(ServerIdentityTest, PowerLossAfterTheKeyKeepsTheKey) {
  const auto first = load().value();
  ASSERT_TRUE(files_.remove_file("/state/https/server.pem"));
  const auto second = load();
  ASSERT_TRUE(second);
  EXPECT_EQ(pin(*second), pin(first));
}

TEST_F(ServerIdentityTest, ACertificateWithoutItsKeyStopsTheStart) {
  ASSERT_TRUE(load());
  ASSERT_TRUE(files_.remove_file("/state/https/server.key"));
  const auto refused = load();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, base::ErrorKind::Corrupt);
}

TEST_F(ServerIdentityTest, ADamagedKeyStopsTheStartAndIsNotOverwritten) {
  ASSERT_TRUE(load());
  const auto damaged = base::to_bytes("-----BEGIN nothing");
  ASSERT_TRUE(base::write_file_atomically(files_, "/state/https/server.key", damaged));
  EXPECT_FALSE(load());
  EXPECT_EQ(*base::read_small_file(files_, "/state/https/server.key", 100), damaged);
}

}  // namespace
}  // namespace appliance

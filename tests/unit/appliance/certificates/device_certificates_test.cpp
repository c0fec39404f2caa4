// Goal: what the listeners show follows what is chosen, at once and for all of them, and whatever
// happened to what was chosen, there is something to show (R109).

#include "appliance/certificates/device_certificates.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/event/catalogue.h"
#include "tests/unit/appliance/access/access_fixture.h"
#include "tests/unit/appliance/certificates/certificate_fixture.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;
using certificate_test::pki;
using certificate_test::wanted;

class DeviceCertificatesTest : public testing::Test {
 protected:
  DeviceCertificatesTest() { reopen(); }
  void reopen() {
    desk_.reset();
    certificates_.reset();  // the database is one's alone
    desk_.emplace(ChangeDesk::Parts{device_.files, device_.clock, device_.access_log},
                  device_.directory / "change-undo");
    certificates_ =
        DeviceCertificates::open(
            {device_.files, device_.ids, device_.clock, device_.credentials, device_.access_log},
            *desk_, {.key = pki().server.key, .chain = [this] { return own_; }},
            {.directory = std::string{device_.directory.path()}, .device = "test"})
            .value();
    ASSERT_TRUE(desk_->restore());
    certificates_->on_change({"http/1.1"}, [this](const crypto::TlsContext&) { ++web_; });
    certificates_->on_change({}, [this](const crypto::TlsContext&) { ++streams_; });
  }
  ServerEntry made() {
    const auto now = device_.clock.wall();
    return certificates_->store().self_sign(wanted(), {now, now + 24h}).value();
  }
  void choose(const ServerEntry& server) {
    const auto revision = certificates_->store().web_choice().revision;
    ASSERT_TRUE(
        desk_->propose({{"web-certificate", WebIdentity::value_of(server.id, revision)}}, {}, 60s));
  }

  access_test::Device device_;
  std::vector<crypto::Certificate> own_{pki().server.certificate};
  std::unique_ptr<DeviceCertificates> certificates_;
  std::optional<ChangeDesk> desk_;
  int web_ = 0;
  int streams_ = 0;
};

TEST_F(DeviceCertificatesTest, TheFirstIdentityIsShownUntilAnotherIsChosen) {
  EXPECT_EQ(certificates_->shown(), own_.front());
  EXPECT_TRUE(certificates_->tls_context({"http/1.1"}));
  const auto server = made();
  EXPECT_EQ(certificates_->shown(), own_.front());
  choose(server);
  EXPECT_EQ(certificates_->shown(), server.chain.front());
  EXPECT_EQ(web_, 1);
  EXPECT_EQ(streams_, 1);
}

TEST_F(DeviceCertificatesTest, UndoingShowsWhatWasToAllListeners) {
  choose(made());
  EXPECT_EQ(desk_->revert({}), ChangeDesk::Outcome::Done);
  EXPECT_EQ(certificates_->shown(), own_.front());
  EXPECT_EQ(web_, 2);
  EXPECT_EQ(streams_, 2);
}

TEST_F(DeviceCertificatesTest, WhatWasNotConfirmedIsUndoneBeforeAnythingAsksWhatToShow) {
  choose(made());
  reopen();
  EXPECT_EQ(certificates_->shown(), own_.front());
}

TEST_F(DeviceCertificatesTest, ARenewedFirstIdentityTakesNothingFromWhatIsChosen) {
  const auto server = made();
  choose(server);
  own_ = {pki().wrong_name.certificate};
  certificates_->own_changed();
  EXPECT_EQ(certificates_->shown(), server.chain.front());
}

TEST_F(DeviceCertificatesTest, WithoutTheDevicesKeyTheFirstIdentityIsShownAndSomebodyHearsOfIt) {
  choose(made());
  std::filesystem::remove(device_.directory / "change-undo");
  std::filesystem::remove(device_.directory / "test-access.key");
  reopen();
  EXPECT_EQ(certificates_->shown(), own_.front());
  EXPECT_TRUE(certificates_->tls_context({}));
  ASSERT_TRUE(certificates_->start());
  ASSERT_TRUE(certificates_->stop({}));
  ASSERT_FALSE(device_.journal.empty());
  EXPECT_EQ(device_.journal.back().kind.code, base::events::kChosenCertificateUnusable.code);
}

}  // namespace
}  // namespace appliance

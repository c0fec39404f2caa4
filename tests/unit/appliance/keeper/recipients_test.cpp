// Goal: whoever holds a recipient's key opens the days that were wrapped to it and no others, and a
// certificate that cannot serve is refused with the reason.

#include "appliance/keeper/recipients.h"

#include <gtest/gtest.h>

#include "appliance/keeper/day_keys.h"
#include "tests/support/test_pki.h"
#include "tests/unit/appliance/keeper/keeper_fixture.h"

namespace appliance {
namespace {

using base::ErrorKind;
using crypto::CertificateProfile;
using crypto::KeyKind;

struct Holder {
  crypto::PrivateKey key;
  base::Bytes certificate;

  crypto::HpkePrivateKey opener() const {
    return crypto::HpkePrivateKey::from_private_key(key).value();
  }
};

class RecipientsTest : public KeeperTest {
 protected:
  RecipientsTest() { open(); }

  Holder holder(CertificateProfile profile = CertificateProfile::Recipient,
                KeyKind kind = KeyKind::EcP256, std::chrono::hours from = std::chrono::hours{-1},
                std::chrono::hours to = std::chrono::hours{1}) {
    auto key = crypto::PrivateKey::generate(kind).value();
    crypto::CertificateFields fields;
    fields.subject.common_name = "court";
    fields.not_before = clock_.wall() + from;
    fields.not_after = clock_.wall() + to;
    fields.profile = profile;
    auto der = crypto::self_sign(key, fields).value().to_der();
    return {std::move(key), std::move(der)};
  }
  std::string refusal(const Holder& holder) {
    const auto made = make_recipient("Court", holder.certificate, clock_.wall());
    return made ? "accepted" : made.error().message;
  }
  base::Id add(const Holder& holder) {
    return keeper_->add_recipient("anna", "Court", holder.certificate).value().key;
  }
};

TEST_F(RecipientsTest, CertificatesThatCannotServeAreRefusedWithTheReason) {
  EXPECT_EQ(refusal(holder()), "accepted");
  EXPECT_NE(refusal(holder(CertificateProfile::Recipient, KeyKind::EcP384)).find("P-384"),
            std::string::npos);
  EXPECT_NE(refusal(holder(CertificateProfile::Recipient, KeyKind::Rsa3072)).find("RSA"),
            std::string::npos);
  EXPECT_NE(refusal(holder(CertificateProfile::Ca)).find("CA's"), std::string::npos);
  EXPECT_NE(refusal(holder(CertificateProfile::DeviceIdentity)).find("key usage"),
            std::string::npos);
  using std::chrono::hours;
  EXPECT_NE(refusal(holder(CertificateProfile::Recipient, KeyKind::EcP256, hours{-9}, hours{-1}))
                .find("expired"),
            std::string::npos);
  EXPECT_NE(refusal(holder(CertificateProfile::Recipient, KeyKind::EcP256, hours{1}, hours{9}))
                .find("valid only from"),
            std::string::npos);
  EXPECT_FALSE(make_recipient("Court", base::to_bytes("no certificate"), clock_.wall()));
  EXPECT_FALSE(make_recipient("Court", base::Bytes(4097), clock_.wall()));
}

TEST_F(RecipientsTest, LabelIsOneTo64BytesOfText) {
  const Holder court = holder();
  EXPECT_TRUE(make_recipient(std::string(64, 'x'), court.certificate, clock_.wall()));
  for (const std::string& label : {std::string{}, std::string(65, 'x'), std::string{"a\nb"}}) {
    EXPECT_EQ(make_recipient(label, court.certificate, clock_.wall()).error().kind,
              ErrorKind::InvalidInput);
  }
}

TEST_F(RecipientsTest, DaysBeforeAndAfterAreWrappedToIt) {
  mint(camera_, today());
  const Holder court = holder();
  add(court);
  for (const base::Day day : {today(), today() + 1}) {
    const storage::WrapsFile wraps = mint(camera_, day);
    EXPECT_EQ(wraps.wraps.size(), 2U);
    const auto opened = open_wrap(court.opener(), wraps);
    ASSERT_TRUE(opened) << opened.error().message;
    const TestSegment segment = make_segment(wraps);
    EXPECT_TRUE(same(open_segment_key(*opened, segment.header).value(), segment.key));
  }
  EXPECT_EQ(lines("recipient-added").size(), 1U);
}

TEST_F(RecipientsTest, MintingForRecipientsNeedsNoUnlockedKeys) {
  const Holder court = holder();
  add(court);
  open_locked();
  EXPECT_TRUE(open_wrap(court.opener(), mint(camera_, today())));
}

TEST_F(RecipientsTest, RemovedOneIsInNoWrapsFileAndCanComeBack) {
  const Holder court = holder();
  const base::Id id = add(court);
  mint(camera_, today());
  const std::string before = footage_->wraps_revision();
  ASSERT_TRUE(keeper_->remove_recipient("anna", id));
  EXPECT_NE(footage_->wraps_revision(), before);
  for (const base::Day day : {today(), today() + 1}) {
    EXPECT_EQ(open_wrap(court.opener(), mint(camera_, day)).error().kind, ErrorKind::NotFound);
  }
  EXPECT_EQ(keeper_->remove_recipient("anna", id).error().kind, ErrorKind::NotFound);
  open();
  EXPECT_EQ(add(court), id);
  EXPECT_TRUE(open_wrap(court.opener(), mint(camera_, today())));
  EXPECT_EQ(keeper_->keystore().public_part().recipients.size(), 1U);
}

TEST_F(RecipientsTest, ThereAreSixteenAtMost) {
  for (std::size_t i = 0; i < kRecipientsMax; ++i) add(holder());
  const auto more = keeper_->add_recipient("anna", "Court", holder().certificate);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().kind, ErrorKind::Unavailable);
  EXPECT_EQ(mint(camera_, today()).wraps.size(), kRecipientsMax + 1);
}

TEST_F(RecipientsTest, SameKeyIsNotAddedTwiceNorWhileLocked) {
  const Holder court = holder();
  add(court);
  EXPECT_EQ(keeper_->add_recipient("anna", "Twice", court.certificate).error().kind,
            ErrorKind::Exists);
  open_locked();
  EXPECT_EQ(keeper_->add_recipient("anna", "Other", holder().certificate).error().kind,
            ErrorKind::Unavailable);
}

}  // namespace
}  // namespace appliance

// Goal: what was ordered to be erased is gone, with a certificate that verifies and names it; what
// was not ordered stays; and no power cut leaves an order half done.

#include "appliance/keeper/erasure_desk.h"

#include <gtest/gtest.h>

#include "appliance/keeper/day_keys.h"
#include "crypto/cms/signed_data.h"
#include "tests/unit/appliance/keeper/keeper_fixture.h"

namespace appliance {
namespace {

using base::ErrorKind;
using base::Json;

struct PowerCut {};

class ErasureDeskTest : public KeeperTest {
 protected:
  ErasureDeskTest() { open(); }

  ErasureOrder day_order(base::Day day) const {
    return {ErasureScope::CameraDay, camera_, day, "anna", "court order"};
  }
  ErasureOrder order(ErasureScope scope) const {
    return {scope, camera_, 0, "anna", "court order"};
  }
  std::vector<crypto::Certificate> roots() const { return {desk_->site_ca().value()}; }
  bool verifies(const SignedErasure& erasure, const std::vector<crypto::Certificate>& trusted) {
    const base::Bytes text = base::to_bytes(erasure.certificate);
    return crypto::verify_cms(erasure.signature, crypto::content_of(text), {.roots = trusted},
                              clock_.wall())
        .value()
        .ok();
  }
  bool has_day(base::Day day) const {
    return keeper_->keystore().find_day(camera_, day) != nullptr;
  }

  const base::Id other_ = test_support::filled_id(0xcb);
};

TEST_F(ErasureDeskTest, OneDayGoesAndTheOthersStillOpen) {
  const TestSegment gone = make_segment(mint(camera_, today() - 1));
  const TestSegment kept = make_segment(mint(camera_, today()));
  const TestSegment others = make_segment(mint(other_, today() - 1));
  const auto site = keeper_->keystore().public_part().site;
  const auto erasure = erasures_->erase(day_order(today() - 1));
  ASSERT_TRUE(erasure) << erasure.error().message;
  EXPECT_EQ(open_segment(gone).error().kind, ErrorKind::NotFound);
  EXPECT_TRUE(open_segment(kept));
  EXPECT_TRUE(open_segment(others));
  EXPECT_NE(keeper_->keystore().public_part().site, site);
  open();
  EXPECT_TRUE(open_segment(kept));
  EXPECT_TRUE(logged("K241"));
}

TEST_F(ErasureDeskTest, CertificateVerifiesAndNamesKeysAndHolders) {
  const storage::WrapsFile wraps = mint(camera_, today() - 1);
  const SignedErasure erasure = erasures_->erase(day_order(today() - 1)).value();
  EXPECT_TRUE(verifies(erasure, roots()));
  const Json json = base::parse_json(erasure.certificate).value();
  EXPECT_EQ(json.dump(), erasure.certificate);
  EXPECT_EQ(json.get_string("scope").value(), "camera-day");
  EXPECT_EQ(json.get_string("day").value(), base::day_name(today() - 1));
  EXPECT_EQ(json.get_string("actor").value(), "anna");
  ASSERT_EQ(json.find("keys")->as_array()->size(), 1U);
  const Json& key = json.find("keys")->as_array()->front();
  EXPECT_EQ(key.get_string("day_key").value(), base::to_string(wraps.day_key));
  EXPECT_EQ(key.find("held_by")->dump(), "[\"" + base::to_string(wraps.wraps[0].recipient) + "\"]");
  EXPECT_EQ(json.find("recipients")->as_array()->size(), 1U);
  EXPECT_EQ(json.find("unproven")->as_array()->size(), 4U);
  const auto ordered = lines("erasure-ordered");
  ASSERT_EQ(ordered.size(), 1U);
  EXPECT_EQ(json.get_int("journal_line").value(), static_cast<std::int64_t>(ordered[0].number));
  EXPECT_EQ(lines("keys-erased").size(), 1U);
  EXPECT_EQ(erasures_->find(erasure.id).value().certificate, erasure.certificate);
}

TEST_F(ErasureDeskTest, CameraGoesWithAllItsDaysAndIsMintedAnew) {
  const auto old_key = mint(camera_, today()).day_key;
  mint(camera_, today() + 1);
  mint(other_, today());
  ASSERT_TRUE(erasures_->erase(order(ErasureScope::Camera)));
  ASSERT_EQ(keeper_->keystore().days().size(), 1U);
  EXPECT_EQ(keeper_->keystore().days()[0].wraps.camera, other_);
  EXPECT_NE(mint(camera_, today()).day_key, old_key);
}

TEST_F(ErasureDeskTest, EverythingGoesAndTheCertificateOutlivesItsKey) {
  const TestSegment gone = make_segment(mint(camera_, today()));
  const auto trusted = roots();
  ASSERT_TRUE(grant_export());
  const auto erasure = erasures_->erase(order(ErasureScope::Everything));
  ASSERT_TRUE(erasure) << erasure.error().message;
  EXPECT_EQ(keeper_->state(), KeystoreState::Empty);
  EXPECT_FALSE(files_.stat("/state/keystore"));
  EXPECT_FALSE(files_.stat("/state/grants"));
  EXPECT_TRUE(files_.stat("/state/journal-" + base::to_string(erasure->id)));
  EXPECT_FALSE(open_segment(gone));
  EXPECT_TRUE(verifies(erasures_->find(erasure->id).value(), trusted));
  ASSERT_TRUE(keeper_->set_passphrase(passphrase()));
  EXPECT_NE(roots(), trusted);
  EXPECT_EQ(erasures_->list(), std::vector{base::to_string(erasure->id)});
  open_locked();
  EXPECT_EQ(keeper_->state(), KeystoreState::Locked);
}

TEST_F(ErasureDeskTest, WhatIsNotOverOrNotThereOrNotExplainedIsRefused) {
  mint(camera_, today());
  EXPECT_EQ(erasures_->erase(day_order(today())).error().kind, ErrorKind::InvalidInput);
  EXPECT_EQ(erasures_->erase(day_order(today() - 1)).error().kind, ErrorKind::NotFound);
  ErasureOrder unexplained = order(ErasureScope::Camera);
  unexplained.reason.clear();
  EXPECT_EQ(erasures_->erase(unexplained).error().kind, ErrorKind::InvalidInput);
  unexplained.reason.assign(257, 'x');
  EXPECT_EQ(erasures_->erase(unexplained).error().kind, ErrorKind::InvalidInput);
  unexplained.reason.assign(256, 'x');
  EXPECT_TRUE(erasures_->erase(unexplained));
  open_locked();
  EXPECT_EQ(erasures_->erase(order(ErasureScope::Everything)).error().kind, ErrorKind::Unavailable);
}

TEST_F(ErasureDeskTest, NothingGoesWithoutItsJournalLine) {
  mint(camera_, today() - 1);
  files_.limit_space(0);
  EXPECT_FALSE(erasures_->erase(day_order(today() - 1)));
  EXPECT_TRUE(has_day(today() - 1));
}

TEST_F(ErasureDeskTest, RotationChangesTheSiteKeyAndOpensTheSameFootage) {
  const TestSegment footage = make_segment(mint(camera_, today()));
  const DayEntry before = keeper_->keystore().days()[0];
  const auto old_site = keeper_->keystore().keys()->site.to_secret();
  ASSERT_TRUE(erasures_->rotate("anna"));
  const DayEntry& after = keeper_->keystore().days()[0];
  EXPECT_EQ(after.wraps, before.wraps);
  const auto old_key = crypto::HpkePrivateKey::from(old_site.clone()).value();
  EXPECT_TRUE(open_day_key(old_key, before));
  EXPECT_FALSE(open_day_key(old_key, after));
  open();
  EXPECT_TRUE(open_segment(footage));
  EXPECT_EQ(lines("site-key-rotated").size(), 1U);
}

// Power fails within each call that an erasure makes, one after the other.
TEST_F(ErasureDeskTest, PowerLossLeavesNoOrderHalfDone) {
  for (const ErasureScope scope :
       {ErasureScope::CameraDay, ErasureScope::Camera, ErasureScope::Everything}) {
    bool through = false;
    for (std::size_t cut = 0; !through; ++cut) {
      ASSERT_LT(cut, 500U);
      close();
      files_ = test_support::MemoryFileSystem{};
      open();
      mint(camera_, today() - 1);
      mint(other_, today() - 1);
      std::size_t calls = cut;
      bool lost = false;
      files_.on_call([&](test_support::Operation, const std::string&) {
        if (calls-- > 0) return;
        lost = true;
        files_.lose_power(cut);
        throw PowerCut{};  // whoever called does not live on
      });
      ErasureOrder ordered = order(scope);
      if (scope == ErasureScope::CameraDay) ordered.day = today() - 1;
      bool acknowledged = false;
      try {
        acknowledged = erasures_->erase(ordered).has_value();
      } catch (const PowerCut&) {
        close();
      }
      files_.on_call({});
      through = !lost;
      open();
      // Either nothing happened, or all of it and the certificate is there.
      const std::size_t certificates = erasures_->list().size();
      const bool erased = scope == ErasureScope::Everything ? keeper_->keystore().days().empty()
                                                            : !has_day(today() - 1);
      EXPECT_EQ(erased, certificates == 1U) << cut;
      EXPECT_TRUE(erased || !acknowledged) << cut;
      EXPECT_FALSE(files_.stat("/state/erasing")) << cut;
      if (scope != ErasureScope::Everything) {
        EXPECT_NE(keeper_->keystore().find_day(other_, today() - 1), nullptr) << cut;
      }
    }
  }
}

TEST_F(ErasureDeskTest, PendingOrderWaitsForTheKeysAndSparesDaysMintedSince) {
  ASSERT_TRUE(keeper_->set_passphrase(passphrase()));
  mint(camera_, today());
  // The disk takes the order, and then nothing more.
  bool ordered = false;
  files_.on_call([&](test_support::Operation operation, const std::string& path) {
    if (operation != test_support::Operation::Rename || path.find("erasing") == std::string::npos) {
      return;
    }
    ordered = true;
    files_.fail(test_support::Operation::Rename, 2, ErrorKind::Io);
  });
  EXPECT_FALSE(erasures_->erase(order(ErasureScope::Camera)));
  files_.on_call({});
  ASSERT_TRUE(ordered);
  open_locked();
  EXPECT_TRUE(erasures_->list().empty());
  ASSERT_TRUE(keeper_->unlock("anna", UnlockKind::Passphrase, passphrase()));
  erasures_->finish_pending_or_tell();
  EXPECT_EQ(erasures_->list().size(), 1U);
  EXPECT_FALSE(has_day(today()));
}

TEST(ErasureTest, OrderReadsBackAndNothingElseDoes) {
  const PendingErasure pending{
      .id = test_support::filled_id(1),
      .store = test_support::filled_id(2),
      .order = {ErasureScope::Camera, test_support::filled_id(3), 4, "anna", "why"},
      .certificate = "{}",
      .signature = {1, 2, 3}};
  const base::Bytes bytes = marshal(pending);
  const PendingErasure read = parse_pending_erasure(bytes).value();
  EXPECT_EQ(marshal(read), bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(parse_pending_erasure(base::ByteView{bytes}.first(size))) << size;
  }
  base::Bytes longer = bytes;
  longer.push_back(0);
  EXPECT_FALSE(parse_pending_erasure(longer));
  base::Bytes scopeless = bytes;
  scopeless[10] = 3;
  EXPECT_FALSE(parse_pending_erasure(scopeless));
}

}  // namespace
}  // namespace appliance

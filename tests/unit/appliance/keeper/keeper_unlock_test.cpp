// Goal: a site can be opened by several methods and never loses its last one; in sealed mode only a
// person opens it, for a session, and what needs no private key goes on meanwhile.

#include <gtest/gtest.h>

#include "appliance/keeper/keeper.h"
#include "appliance/keeper/unlock_method.h"
#include "crypto/tpm/tpm_sealer.h"
#include "tests/support/software_tpm.h"
#include "tests/unit/appliance/keeper/keeper_fixture.h"

namespace appliance {
namespace {

using base::ErrorKind;
using namespace std::chrono_literals;

class KeeperUnlockTest : public KeeperTest {
 protected:
  void seal() {
    ASSERT_TRUE(keeper_->add_unlock_method("anna", UnlockKind::Passphrase, passphrase()));
    ASSERT_TRUE(keeper_->remove_unlock_method("anna", UnlockKind::Credential));
  }
  base::Result<void> unlock(const char* text = "correct horse battery") {
    return keeper_->unlock("ben", UnlockKind::Passphrase, passphrase(text));
  }
};

TEST_F(KeeperUnlockTest, LastMethodStays) {
  open();
  EXPECT_EQ(keeper_->remove_unlock_method("anna", UnlockKind::Credential).error().kind,
            ErrorKind::InvalidInput);
  EXPECT_EQ(keeper_->remove_unlock_method("anna", UnlockKind::Passphrase).error().kind,
            ErrorKind::NotFound);
  ASSERT_TRUE(keeper_->add_unlock_method("anna", UnlockKind::Passphrase, passphrase()));
  ASSERT_TRUE(keeper_->remove_unlock_method("anna", UnlockKind::Passphrase));
  EXPECT_EQ(keeper_->remove_unlock_method("anna", UnlockKind::Credential).error().kind,
            ErrorKind::InvalidInput);
  open();
  EXPECT_EQ(keeper_->state(), KeystoreState::Unlocked);
}

TEST_F(KeeperUnlockTest, WithoutUnattendedMethodsItIsSealedAndTheCredentialOpensNothing) {
  open();
  EXPECT_FALSE(keeper_->sealed_mode());
  seal();
  EXPECT_TRUE(keeper_->sealed_mode());
  open();
  EXPECT_EQ(keeper_->state(), KeystoreState::Locked);
  EXPECT_EQ(keeper_->locked_reason(),
            "the site is in sealed mode: an authorised person unlocks it");
  EXPECT_EQ(unlock("wrong horse battery").error().kind, ErrorKind::Denied);
  ASSERT_TRUE(unlock());
  EXPECT_EQ(lines("keys-unlocked").back().entry.actor, "ben");
  EXPECT_EQ(lines("unlock-method-removed").size(), 1U);
}

TEST_F(KeeperUnlockTest, LockClosesKeysButNotMinting) {
  open();
  seal();
  const TestSegment segment = make_segment(mint(camera_, today()));
  EXPECT_TRUE(open_segment(segment));
  ASSERT_TRUE(keeper_->lock("anna", "on demand"));
  EXPECT_EQ(keeper_->state(), KeystoreState::Locked);
  EXPECT_TRUE(logged("K240"));
  EXPECT_EQ(open_segment(segment).error().kind, ErrorKind::Unavailable);
  EXPECT_EQ(keeper_->lock("anna", "again").error().kind, ErrorKind::Unavailable);
  EXPECT_EQ(mint(camera_, today() + 1).camera, camera_);
  EXPECT_TRUE(desk_->evidence_certificate());
  ASSERT_TRUE(unlock());
  EXPECT_TRUE(open_segment(segment));
  const auto locked = lines("keys-locked");
  ASSERT_EQ(locked.size(), 1U);
  EXPECT_EQ(locked[0].entry.actor, "anna");
}

TEST_F(KeeperUnlockTest, LockAnswersWhoWaitsForTheJournal) {
  open();
  seal();
  bool synced = false;
  (*keeper_->journal())
      ->append_later({.kind = "tested", .actor = "anna"},
                     [&](const base::Result<std::uint64_t>& line) { synced = line.has_value(); });
  ASSERT_TRUE(keeper_->lock("anna", "on demand"));
  EXPECT_TRUE(synced);
}

TEST_F(KeeperUnlockTest, LockNeedsSomebodyWhoCanUnlock) {
  open();
  EXPECT_EQ(keeper_->lock("anna", "x").error().kind, ErrorKind::InvalidInput);
  EXPECT_EQ(keeper_->state(), KeystoreState::Unlocked);
}

TEST_F(KeeperUnlockTest, SessionEndsAfterTheTimeWithoutUse) {
  lock_after_idle_ = 10min;
  open();
  EXPECT_FALSE(keeper_->next_idle_lock());  // nobody would be there to unlock it
  seal();
  const TestSegment segment = make_segment(mint(camera_, today()));
  clock_.advance(9min);
  EXPECT_TRUE(open_segment(segment));
  clock_.advance(10min - 1ns);
  keeper_->lock_if_idle();
  EXPECT_EQ(keeper_->state(), KeystoreState::Unlocked);
  clock_.advance(1ns);
  keeper_->lock_if_idle();
  EXPECT_EQ(keeper_->state(), KeystoreState::Locked);
  EXPECT_FALSE(keeper_->next_idle_lock());
  ASSERT_TRUE(unlock());
  EXPECT_EQ(lines("keys-locked").size(), 1U);
}

TEST_F(KeeperUnlockTest, IdleSessionEndsThoughTheJournalTakesNoLine) {
  lock_after_idle_ = 10min;
  open();
  seal();
  clock_.advance(11min);
  files_.limit_space(0);
  keeper_->lock_if_idle();
  EXPECT_EQ(keeper_->state(), KeystoreState::Locked);
}

TEST_F(KeeperUnlockTest, ChangesOfMethodsNeedTheKeys) {
  open();
  ASSERT_TRUE(keeper_->set_passphrase(passphrase()));
  ASSERT_TRUE(keeper_->lock("anna", "x"));
  EXPECT_EQ(keeper_->add_unlock_method("anna", UnlockKind::Passphrase, passphrase()).error().kind,
            ErrorKind::Unavailable);
  EXPECT_EQ(keeper_->remove_unlock_method("anna", UnlockKind::Passphrase).error().kind,
            ErrorKind::Unavailable);
  EXPECT_EQ(keeper_->unlock("anna", UnlockKind::Credential, right_credential()).error().kind,
            ErrorKind::InvalidInput);
}

TEST_F(KeeperUnlockTest, WithoutATpmItsMethodsAreRefusedWithTheReason) {
  open();
  for (const UnlockKind kind : {UnlockKind::Tpm, UnlockKind::TpmPin}) {
    const auto added = keeper_->add_unlock_method("anna", kind, {});
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().kind, ErrorKind::Unavailable);
    EXPECT_NE(added.error().message.find("no TPM is configured"), std::string::npos);
  }
}

class KeeperTpmTest : public KeeperUnlockTest {
 protected:
  KeeperTpmTest() {
    tpm_ = sealer_.get();
    open();
  }
  static crypto::Secret pin(std::string_view text = "246810") {
    return crypto::Secret::copy_of(text);
  }

  test_support::SoftwareTpm machine_;
  std::unique_ptr<crypto::TpmSealer> sealer_ = crypto::make_tpm_sealer(machine_.where()).value();
};

TEST_F(KeeperTpmTest, TpmOpensAtStartUntilTheMachineBootsOtherwise) {
  ASSERT_TRUE(keeper_->add_unlock_method("anna", UnlockKind::Tpm, {}));
  ASSERT_TRUE(keeper_->remove_unlock_method("anna", UnlockKind::Credential));
  EXPECT_FALSE(keeper_->sealed_mode());
  open_locked();
  EXPECT_EQ(keeper_->state(), KeystoreState::Unlocked);
  machine_.measure_something_else();
  open_locked();
  EXPECT_EQ(keeper_->state(), KeystoreState::Locked);
  EXPECT_NE(keeper_->locked_reason().find("PCR 7"), std::string::npos);
}

TEST_F(KeeperTpmTest, PinOpensForASessionAndTheTpmCountsWrongOnes) {
  machine_.allow_wrong_pins(1);
  ASSERT_TRUE(keeper_->add_unlock_method("anna", UnlockKind::TpmPin, pin()));
  ASSERT_TRUE(keeper_->remove_unlock_method("anna", UnlockKind::Credential));
  open();
  EXPECT_EQ(keeper_->state(), KeystoreState::Locked);
  ASSERT_TRUE(keeper_->unlock("ben", UnlockKind::TpmPin, pin()));
  ASSERT_TRUE(keeper_->lock("ben", "x"));
  EXPECT_EQ(keeper_->unlock("ben", UnlockKind::TpmPin, pin("135791")).error().kind,
            ErrorKind::Denied);
  EXPECT_TRUE(logged("K140"));
  const auto locked_out = keeper_->unlock("ben", UnlockKind::TpmPin, pin());
  ASSERT_FALSE(locked_out);
  EXPECT_NE(locked_out.error().message.find("locked out"), std::string::npos);
}

TEST_F(KeeperTpmTest, MethodThatCannotBeUsedIsNotTheLastOne) {
  ASSERT_TRUE(keeper_->add_unlock_method("anna", UnlockKind::TpmPin, pin()));
  tpm_ = nullptr;
  open();
  EXPECT_EQ(keeper_->remove_unlock_method("anna", UnlockKind::Credential).error().kind,
            ErrorKind::InvalidInput);
  EXPECT_EQ(keeper_->lock("anna", "x").error().kind, ErrorKind::InvalidInput);
}

TEST_F(KeeperTpmTest, AloneItTakesNoSecretAndAPinHasItsLength) {
  EXPECT_EQ(keeper_->add_unlock_method("anna", UnlockKind::Tpm, pin()).error().kind,
            ErrorKind::InvalidInput);
  EXPECT_EQ(keeper_->add_unlock_method("anna", UnlockKind::TpmPin, pin("12345")).error().kind,
            ErrorKind::InvalidInput);
  EXPECT_EQ(keeper_->keystore().methods().size(), 1U);
}

}  // namespace
}  // namespace appliance

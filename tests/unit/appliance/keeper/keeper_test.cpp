// Goal: a keeper's life: first start, restart, lock and unlock, passphrases, recovery key. What it
// cannot do, it says; what it was given wrongly, harms nothing.

#include "appliance/keeper/keeper.h"

#include <gtest/gtest.h>

#include "appliance/keeper/day_keys.h"
#include "appliance/keeper/recovery_text.h"
#include "tests/unit/appliance/keeper/keeper_fixture.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;
using base::ErrorKind;

std::string text_of(const crypto::Secret& secret) {
  return std::string{base::as_text(secret.reveal())};
}

TEST_F(KeeperTest, FirstStartWithACredentialMakesEverything) {
  open();
  EXPECT_EQ(keeper_->state(), KeystoreState::Unlocked);
  EXPECT_EQ(keeper_->locked_reason(), "");
  EXPECT_FALSE(keeper_->keystore().public_part().recovery_proven);
  EXPECT_EQ(lines("keys-unlocked").size(), 1U);
  EXPECT_TRUE(logged("K001"));
  EXPECT_FALSE(logged("K340"));
}

TEST_F(KeeperTest, RestartKeepsIdentityAndJournal) {
  open();
  const auto before = keeper_->keystore().public_part();
  files_.lose_power();
  open();
  EXPECT_EQ(keeper_->keystore().public_part(), before);
  EXPECT_EQ(lines("keys-unlocked").size(), 2U);
}

TEST_F(KeeperTest, WithoutCredentialItWaitsForAPassphrase) {
  open_locked();
  EXPECT_EQ(keeper_->state(), KeystoreState::Empty);
  EXPECT_EQ(keeper_->keys().error().message, "no keys yet");
  EXPECT_EQ(keeper_->unlock("anna", UnlockKind::Passphrase, passphrase()).error().kind,
            ErrorKind::Unavailable);
  EXPECT_FALSE(keeper_->set_passphrase(passphrase("too short")));
  EXPECT_EQ(keeper_->state(), KeystoreState::Empty);
  ASSERT_TRUE(keeper_->set_passphrase(passphrase()));
  EXPECT_EQ(keeper_->state(), KeystoreState::Unlocked);
}

TEST_F(KeeperTest, PassphraseUnlocksAfterARestart) {
  open_locked();
  ASSERT_TRUE(keeper_->set_passphrase(passphrase()));
  const auto before = keeper_->keystore().public_part();
  open_locked();
  EXPECT_EQ(keeper_->state(), KeystoreState::Locked);
  EXPECT_EQ(keeper_->keys().error().message, "keys are locked");
  ASSERT_TRUE(keeper_->unlock("anna", UnlockKind::Passphrase, passphrase()));
  EXPECT_EQ(keeper_->state(), KeystoreState::Unlocked);
  EXPECT_EQ(keeper_->keystore().public_part(), before);
  EXPECT_TRUE(
      keeper_->unlock("anna", UnlockKind::Passphrase, passphrase()));  // once more is no mistake
}

TEST_F(KeeperTest, WrongCredentialIsSaidAndHarmsNothing) {
  open();
  open(wrong_credential());
  EXPECT_EQ(keeper_->state(), KeystoreState::Locked);
  EXPECT_EQ(keeper_->locked_reason(), "the unlock credential is not this keystore's");
  EXPECT_TRUE(logged("K240"));
  open();
  EXPECT_EQ(keeper_->state(), KeystoreState::Unlocked);
}

TEST_F(KeeperTest, CredentialThatIsTooShortMakesNoKeys) {
  open(crypto::Secret::copy_of(std::string(31, 'c')));
  EXPECT_EQ(keeper_->state(), KeystoreState::Empty);
  EXPECT_TRUE(logged("K240"));
}

TEST_F(KeeperTest, WrongPassphrasesAreThrottledAndTheNextUnlockSaysHowMany) {
  open();
  ASSERT_TRUE(keeper_->set_passphrase(passphrase()));
  open_locked();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(keeper_->unlock("anna", UnlockKind::Passphrase, passphrase("wrong passphrase"))
                  .error()
                  .kind,
              ErrorKind::Denied);
  }
  EXPECT_TRUE(logged("K140"));
  // Even the right one has to wait, or the wait would tell.
  EXPECT_EQ(keeper_->unlock("anna", UnlockKind::Passphrase, passphrase()).error().kind,
            ErrorKind::Unavailable);
  clock_.advance(5s);
  ASSERT_TRUE(keeper_->unlock("anna", UnlockKind::Passphrase, passphrase()));
  EXPECT_EQ(lines("keys-unlocked").back().entry.fields.get_int("failed_attempts").value(), 3);
}

TEST_F(KeeperTest, PassphraseCannotBeSetWhileLocked) {
  open();
  open_locked();
  EXPECT_EQ(keeper_->set_passphrase(passphrase()).error().kind, ErrorKind::Unavailable);
  open();
  EXPECT_TRUE(keeper_->set_passphrase(passphrase()));
  EXPECT_EQ(lines("passphrase-set").size(), 1U);
}

TEST_F(KeeperTest, JournalWithoutKeystoreIsNotPaperedOver) {
  open();
  keeper_.reset();
  ASSERT_TRUE(files_.remove_file("/state/keystore"));
  const auto opened = try_open(right_credential());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::Corrupt);
}

TEST_F(KeeperTest, JournalThatDisappearedIsAnAlarm) {
  open();
  keeper_.reset();
  for (const auto& entry : files_.list("/state/journal", 100).value()) {
    ASSERT_TRUE(files_.remove_file("/state/journal/" + entry.name));
  }
  open();
  EXPECT_TRUE(logged("K340"));
}

TEST_F(KeeperTest, UnusableJournalStopsKeysButNotMinting) {
  open();
  const auto entries = files_.list("/state/journal", 100).value();
  keeper_.reset();
  ASSERT_TRUE(base::write_file_atomically(files_, "/state/journal/" + entries.at(0).name,
                                          base::to_bytes("scribble")));
  open();
  EXPECT_TRUE(logged("K440"));
  EXPECT_EQ(keeper_->state(), KeystoreState::Unlocked);
  EXPECT_FALSE(keeper_->recovery_key("anna"));
  const TestSegment segment = make_segment(mint(camera_, today()));
  EXPECT_FALSE(open_segment(segment));
  ASSERT_TRUE(files_.remove_file("/state/journal/" + entries.at(0).name));
  EXPECT_TRUE(open_segment(segment));
}

TEST_F(KeeperTest, SecondKeeperOnTheSameStateIsRefused) {
  open();
  EXPECT_EQ(try_open(right_credential()).error().kind, ErrorKind::Unavailable);
}

TEST_F(KeeperTest, RecoveryKeyIsShownProvenAndForgotten) {
  open();
  mint(camera_, today());
  const auto shown = keeper_->recovery_key("anna");
  ASSERT_TRUE(shown);
  EXPECT_EQ(text_of(*shown), text_of(*keeper_->recovery_key("anna")));
  ASSERT_TRUE(keeper_->prove_recovery("anna", *shown));
  EXPECT_TRUE(keeper_->keystore().public_part().recovery_proven);
  EXPECT_EQ(keeper_->recovery_key("anna").error().kind, ErrorKind::Exists);
  EXPECT_EQ(lines("recovery-key-shown").size(), 2U);
  EXPECT_EQ(lines("recovery-key-proven").size(), 1U);
  open();
  EXPECT_EQ(keeper_->recovery_key("anna").error().kind, ErrorKind::Exists);
}

TEST_F(KeeperTest, SecondProofIsRefused) {
  open();
  const auto shown = keeper_->recovery_key("anna").value();
  ASSERT_TRUE(keeper_->prove_recovery("anna", shown));
  EXPECT_EQ(keeper_->prove_recovery("anna", shown).error().kind, ErrorKind::Exists);
}

TEST_F(KeeperTest, AnotherSitesRecoveryKeyProvesNothing) {
  open();
  mint(camera_, today());
  const auto other = crypto::HpkePrivateKey::generate().value();
  const auto proof = keeper_->prove_recovery("anna", format_recovery_key(other));
  ASSERT_FALSE(proof);
  EXPECT_EQ(proof.error().kind, ErrorKind::Denied);
  EXPECT_FALSE(keeper_->keystore().public_part().recovery_proven);
  EXPECT_EQ(keeper_->prove_recovery("anna", passphrase("scribble")).error().kind,
            ErrorKind::InvalidInput);
  EXPECT_TRUE(keeper_->recovery_key("anna"));
}

TEST_F(KeeperTest, ProvenRecoveryKeyOpensFootageWithoutTheKeeper) {
  open();
  const storage::WrapsFile wraps = mint(camera_, today());
  const TestSegment segment = make_segment(wraps);
  const auto typed = parse_recovery_key(*keeper_->recovery_key("anna")).value();
  const auto day_key = open_wrap(typed, wraps);
  ASSERT_TRUE(day_key);
  EXPECT_TRUE(same(open_segment_key(*day_key, segment.header).value(), segment.key));
}

TEST_F(KeeperTest, RecoveryKeyIsLockedAway) {
  open();
  open_locked();
  EXPECT_EQ(keeper_->recovery_key("anna").error().kind, ErrorKind::Unavailable);
  EXPECT_EQ(keeper_->prove_recovery("anna", passphrase()).error().kind, ErrorKind::Unavailable);
}

TEST_F(KeeperTest, RecoveryKeyStaysWhenItsLineCannotBeWritten) {
  open();
  files_.limit_space(0);
  EXPECT_FALSE(keeper_->recovery_key("anna"));
  files_.limit_space(std::uint64_t{1} << 30);
  EXPECT_TRUE(keeper_->recovery_key("anna"));
}

}  // namespace
}  // namespace appliance

// Goal: without the credential there are public keys only; whatever was changed behind the
// keystore's back shows; power loss at any moment leaves the old keystore or the new one.

#include "appliance/keeper/keystore.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "appliance/keeper/day_keys.h"
#include "appliance/keeper/unlock_method.h"
#include "base/random_id.h"
#include "tests/unit/appliance/keeper/keeper_fixture.h"

namespace appliance {
namespace {

constexpr const char* kPath = "/keystore";

class KeystoreTest : public testing::Test {
 protected:
  Keystore open() {
    auto opened = Keystore::open(files_, kPath);
    if (!opened) throw std::runtime_error{opened.error().message};
    return *std::move(opened);
  }
  Keystore make() {
    Keystore made = open();
    const auto created =
        made.create(store_, clock_.wall(), UnlockKind::Credential, right_credential(), kCheapCost);
    if (!created) throw std::runtime_error{created.error().message};
    return made;
  }
  DayEntry day_entry(const Keystore& keystore, base::Day day) {
    return mint_day_key(keystore.public_part(), store_, day, clock_.wall()).value();
  }
  base::Result<void> add_day(Keystore& keystore, base::Day day) {
    std::vector<DayEntry> days;
    days.push_back(day_entry(keystore, day));
    return keystore.add_days(std::move(days));
  }
  // Somebody with the disk in his hands changes the file, checksum and all.
  void tamper(const std::function<void(KeystoreFile&)>& change) {
    const auto bytes = base::read_small_file(files_, kPath, kKeystoreBytesMax).value();
    KeystoreFile file = parse_keystore(bytes).value();
    change(file);
    ASSERT_TRUE(base::write_file_atomically(files_, kPath, marshal(file)));
  }
  base::ErrorKind unlock_error(const crypto::Secret& secret = right_credential()) {
    const auto unlocked = open().unlock(UnlockKind::Credential, secret);
    return unlocked ? base::ErrorKind::Exists : unlocked.error().kind;
  }

  const base::Id store_ = test_support::filled_id(0x57);
  test_support::ManualClock clock_;
  test_support::MemoryFileSystem files_;
};

TEST_F(KeystoreTest, NoFileIsEmpty) {
  EXPECT_EQ(open().state(), KeystoreState::Empty);
}

TEST_F(KeystoreTest, KeysComeBackWithTheRightCredential) {
  const Keystore made = make();
  Keystore again = open();
  EXPECT_EQ(again.state(), KeystoreState::Locked);
  EXPECT_EQ(again.keys(), nullptr);
  EXPECT_EQ(again.public_part(), made.public_part());
  ASSERT_TRUE(again.unlock(UnlockKind::Credential, right_credential()));
  EXPECT_EQ(again.state(), KeystoreState::Unlocked);
  EXPECT_TRUE(same(again.keys()->site.to_secret(), made.keys()->site.to_secret()));
  EXPECT_TRUE(same(again.keys()->evidence.to_pkcs8_der(), made.keys()->evidence.to_pkcs8_der()));
  EXPECT_TRUE(same(again.keys()->site_ca.to_pkcs8_der(), made.keys()->site_ca.to_pkcs8_der()));
  EXPECT_TRUE(same(again.keys()->journal.to_pkcs8_der(), made.keys()->journal.to_pkcs8_der()));
  EXPECT_TRUE(same(again.keys()->recovery->to_secret(), made.keys()->recovery->to_secret()));
}

TEST_F(KeystoreTest, WrongCredentialIsDeniedAndChangesNothing) {
  make();
  const auto before = base::read_small_file(files_, kPath, kKeystoreBytesMax).value();
  Keystore again = open();
  const auto unlocked = again.unlock(UnlockKind::Credential, wrong_credential());
  ASSERT_FALSE(unlocked);
  EXPECT_EQ(unlocked.error().kind, base::ErrorKind::Denied);
  EXPECT_EQ(unlocked.error().message, "the unlock credential is not this keystore's");
  EXPECT_EQ(again.state(), KeystoreState::Locked);
  EXPECT_EQ(base::read_small_file(files_, kPath, kKeystoreBytesMax).value(), before);
  EXPECT_TRUE(again.unlock(UnlockKind::Credential, right_credential()));
}

TEST_F(KeystoreTest, PassphraseIsAnotherWayIn) {
  Keystore made = make();
  EXPECT_EQ(open().unlock(UnlockKind::Passphrase, passphrase()).error().kind,
            base::ErrorKind::Denied);
  ASSERT_TRUE(made.set_method(UnlockKind::Passphrase, passphrase(), kCheapCost));
  EXPECT_TRUE(open().unlock(UnlockKind::Passphrase, passphrase()));
  EXPECT_TRUE(open().unlock(UnlockKind::Credential, right_credential()));
  EXPECT_FALSE(open().unlock(UnlockKind::Passphrase, passphrase("correct horse batters")));
}

TEST_F(KeystoreTest, NewPassphraseReplacesTheOld) {
  Keystore made = make();
  ASSERT_TRUE(made.set_method(UnlockKind::Passphrase, passphrase(), kCheapCost));
  ASSERT_TRUE(
      made.set_method(UnlockKind::Passphrase, passphrase("another passphrase"), kCheapCost));
  EXPECT_FALSE(open().unlock(UnlockKind::Passphrase, passphrase()));
  EXPECT_TRUE(open().unlock(UnlockKind::Passphrase, passphrase("another passphrase")));
}

TEST_F(KeystoreTest, SecretsThatAreTooShortOrTooLongAreRefused) {
  Keystore keystore = open();
  const auto create = [&](const std::string& secret) {
    return keystore.create(store_, clock_.wall(), UnlockKind::Credential,
                           crypto::Secret::copy_of(secret), kCheapCost);
  };
  EXPECT_FALSE(create(std::string(31, 'c')));
  EXPECT_FALSE(create(std::string(kUnlockCredentialBytesMax + 1, 'c')));
  EXPECT_EQ(open().state(), KeystoreState::Empty);
  ASSERT_TRUE(create(std::string(32, 'c')));
  EXPECT_FALSE(keystore.set_method(UnlockKind::Passphrase, passphrase("elevenchars"), kCheapCost));
  EXPECT_TRUE(keystore.set_method(UnlockKind::Passphrase, passphrase("twelve chars"), kCheapCost));
}

TEST_F(KeystoreTest, NoPrivateKeyIsInTheFileInClear) {
  const Keystore made = make();
  const auto bytes = base::read_small_file(files_, kPath, kKeystoreBytesMax).value();
  for (const crypto::Secret& key :
       {made.keys()->site.to_secret(), made.keys()->recovery->to_secret(),
        made.keys()->evidence.to_pkcs8_der()}) {
    EXPECT_TRUE(std::ranges::search(bytes, key.reveal()).empty());
  }
}

TEST_F(KeystoreTest, DayKeysAreTakenWhileLockedAndOpenLater) {
  make();
  Keystore locked = open();
  const DayEntry entry = day_entry(locked, 155'486);
  ASSERT_TRUE(locked.add_days({entry}));
  Keystore again = open();
  ASSERT_TRUE(again.unlock(UnlockKind::Credential, right_credential()));
  EXPECT_EQ(again.days_minted_while_locked(), 1U);
  ASSERT_NE(again.find_day(store_, 155'486), nullptr);
  EXPECT_EQ(*again.find_day(store_, 155'486), entry);
  EXPECT_TRUE(open_day_key(again.keys()->site, entry));
  EXPECT_EQ(again.find_day(store_, 155'487), nullptr);
}

TEST_F(KeystoreTest, ForgottenRecoveryKeyIsGoneForGood) {
  Keystore made = make();
  ASSERT_TRUE(made.forget_recovery_key());
  EXPECT_FALSE(made.keys()->recovery);
  Keystore again = open();
  EXPECT_TRUE(again.public_part().recovery_proven);
  ASSERT_TRUE(again.unlock(UnlockKind::Credential, right_credential()));
  EXPECT_FALSE(again.keys()->recovery);
}

TEST_F(KeystoreTest, ChangedPublicPartShowsAtUnlock) {
  const auto changes = std::vector<std::function<void(KeystoreFile&)>>{
      [](auto& file) { file.public_part.site = file.public_part.recovery; },
      [](auto& file) { file.public_part.recovery = file.public_part.site; },
      [](auto& file) { file.public_part.recovery_proven = true; },
      [](auto& file) { file.public_part.ca_certificate.back() ^= 1; },
      [](auto& file) { file.salt[0] ^= 1; },
      [](auto& file) { file.sealed[9] ^= 1; },
      [](auto& file) { file.sealed.clear(); }};
  for (const auto& change : changes) {
    files_ = test_support::MemoryFileSystem{};
    make();
    tamper(change);
    EXPECT_EQ(unlock_error(), base::ErrorKind::Corrupt);
  }
}

TEST_F(KeystoreTest, DayKeysSealedWhileUnlockedCannotBeExchangedOrRemoved) {
  for (const bool remove : {false, true}) {
    files_ = test_support::MemoryFileSystem{};
    Keystore made = make();
    ASSERT_TRUE(add_day(made, 155'486));
    const DayEntry planted = day_entry(made, 155'486);
    tamper([&](KeystoreFile& file) {
      if (remove) {
        file.days.clear();
      } else {
        file.days[0] = planted;
      }
    });
    EXPECT_EQ(unlock_error(), base::ErrorKind::Corrupt);
  }
}

TEST_F(KeystoreTest, TwoKeysOfOneDayAreCorrupt) {
  Keystore made = make();
  ASSERT_TRUE(add_day(made, 155'486));
  tamper([](KeystoreFile& file) { file.days.push_back(file.days[0]); });
  EXPECT_EQ(Keystore::open(files_, kPath).error().kind, base::ErrorKind::Corrupt);
}

TEST_F(KeystoreTest, DecayIsNamedWithItsFile) {
  make();
  auto bytes = base::read_small_file(files_, kPath, kKeystoreBytesMax).value();
  bytes[300] ^= 1;
  ASSERT_TRUE(base::write_file_atomically(files_, kPath, bytes));
  const auto opened = Keystore::open(files_, kPath);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().message, "/keystore: a keystore that decayed");
}

TEST_F(KeystoreTest, FullDiskChangesNothing) {
  Keystore made = make();
  ASSERT_TRUE(add_day(made, 155'486));
  files_.limit_space(0);
  EXPECT_EQ(add_day(made, 155'487).error().kind, base::ErrorKind::DiskFull);
  EXPECT_EQ(made.find_day(store_, 155'487), nullptr);
  files_.limit_space(std::uint64_t{1} << 30);
  EXPECT_TRUE(add_day(made, 155'487));
  Keystore again = open();
  EXPECT_TRUE(again.unlock(UnlockKind::Credential, right_credential()));
  EXPECT_EQ(again.days().size(), 2U);
}

// Power fails within each call that a write makes, one after the other.
TEST_F(KeystoreTest, PowerLossLeavesTheOldOrTheNew) {
  for (std::uint64_t seed = 0; seed < 16; ++seed) {
    files_ = test_support::MemoryFileSystem{};
    Keystore made = make();
    ASSERT_TRUE(add_day(made, 155'486));
    std::size_t calls = seed % 8;
    bool lost = false;  // what is done after it, no process would live to do
    files_.on_call([&](test_support::Operation, const std::string&) {
      if (calls-- > 0) return;
      lost = true;
      files_.lose_power(seed);
    });
    const bool acknowledged = add_day(made, 155'487) && !lost;
    files_.on_call({});
    files_.lose_power(seed);
    Keystore again = open();
    ASSERT_TRUE(again.unlock(UnlockKind::Credential, right_credential())) << seed;
    EXPECT_NE(again.find_day(store_, 155'486), nullptr) << seed;
    EXPECT_TRUE(!acknowledged || again.find_day(store_, 155'487) != nullptr) << seed;
  }
}

}  // namespace
}  // namespace appliance

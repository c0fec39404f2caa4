// Goal: a keystore's bytes read back exactly; one that decayed, was cut or comes from the future is
// refused, and no length in it is believed.

#include "appliance/keeper/keystore_format.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/hash/sha2.h"
#include "storage/chain/chain.h"
#include "tests/support/filled_id.h"

namespace appliance {
namespace {

DayEntry day_entry(base::Day day) {
  DayEntry entry;
  entry.wraps.day = day;
  entry.wraps.camera = test_support::filled_id(0xca);
  entry.wraps.day_public_key.fill(4);
  entry.wraps.day_key = storage::key_id_of(entry.wraps.day_public_key);
  entry.wraps.wraps.push_back({.recipient = test_support::filled_id(0x7e), .made = {7}});
  entry.encapsulated.fill(5);
  entry.wrapped_key.fill(6);
  return entry;
}

KeystoreFile keystore_file() {
  KeystoreFile file;
  file.public_part.store = test_support::filled_id(0x57);
  file.public_part.created = {42};
  file.public_part.site.fill(1);
  file.public_part.recovery.fill(2);
  file.public_part.journal.fill(3);
  file.public_part.evidence_certificate = {1, 2, 3};
  file.public_part.ca_certificate = {4, 5};
  UnlockMethod credential;
  credential.salt.fill(8);
  credential.wrapped_master.fill(9);
  UnlockMethod passphrase = credential;
  passphrase.kind = UnlockKind::Passphrase;
  passphrase.cost = {64, 1, 1};
  file.methods = {credential, passphrase};
  file.salt.fill(10);
  file.sealed.assign(200, 11);
  file.days = {day_entry(155'486), day_entry(155'487)};
  return file;
}

// What came later than the first sites: TPM methods and recipients.
KeystoreFile full_keystore_file() {
  KeystoreFile file = keystore_file();
  UnlockMethod tpm = file.methods[0];
  tpm.kind = UnlockKind::Tpm;
  tpm.tpm_object.assign(kTpmObjectBytesMax, 12);
  UnlockMethod pin = tpm;
  pin.kind = UnlockKind::TpmPin;
  pin.tpm_object = {13};
  file.methods.push_back(tpm);
  file.methods.push_back(pin);
  file.public_part.recipients = {{.key = test_support::filled_id(0xe5),
                                  .added = {9},
                                  .label = std::string(kRecipientLabelBytesMax, 'l'),
                                  .certificate = base::Bytes(kKeystoreCertificateBytesMax, 14)},
                                 {.key = test_support::filled_id(0xe6),
                                  .added = {9},
                                  .removed = base::Ticks{10},
                                  .label = "x"}};
  return file;
}

base::Bytes with_new_check(base::Bytes bytes) {
  const auto check =
      crypto::sha256(base::ByteView{bytes}.first(bytes.size() - storage::kCheckBytes));
  std::ranges::copy(check, bytes.end() - static_cast<std::ptrdiff_t>(storage::kCheckBytes));
  return bytes;
}

TEST(KeystoreFormatTest, ReadsBackWhatWasWritten) {
  for (const bool proven : {false, true}) {
    KeystoreFile file = keystore_file();
    file.public_part.recovery_proven = proven;
    const auto parsed = parse_keystore(marshal(file));
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(*parsed, file);
  }
  const auto full = parse_keystore(marshal(full_keystore_file()));
  ASSERT_TRUE(full) << full.error().message;
  EXPECT_EQ(*full, full_keystore_file());
}

TEST(KeystoreFormatTest, LayoutIsThePages) {
  const base::Bytes bytes = marshal(keystore_file());
  EXPECT_EQ(base::as_text(base::ByteView{bytes}.first(8)), "CUSTKEYS");
  EXPECT_EQ(bytes[9], 1);         // format
  EXPECT_EQ(bytes[11], 2);        // methods
  EXPECT_EQ(bytes[15], 200);      // sealed length
  EXPECT_EQ(bytes[16], 0x57);     // store
  EXPECT_EQ(bytes[40], 1);        // site point
  EXPECT_EQ(bytes[105], 2);       // recovery point
  EXPECT_EQ(bytes[170], 3);       // journal point
  EXPECT_EQ(bytes[237], 3);       // length of the evidence certificate
  EXPECT_EQ(bytes[239], 2);       // of the CA's
  EXPECT_EQ(bytes[240], 10);      // salt
  EXPECT_EQ(bytes[272], 1);       // certificates
  EXPECT_EQ(bytes[277], 1);       // first method
  EXPECT_EQ(bytes[277 + 80], 2);  // second
  EXPECT_EQ(bytes[277 + 160], 11);
  EXPECT_EQ(sealing_context(keystore_file()).size(), 277U + 160U);
}

TEST(KeystoreFormatTest, RecipientsFollowTheCertificatesAndObjectsTheirMethod) {
  KeystoreFile file = full_keystore_file();
  file.public_part.recipients[0].label = "ab";
  file.public_part.recipients[0].certificate = {7};
  const base::Bytes bytes = marshal(file);
  EXPECT_EQ(bytes[235], 2);         // recipients
  EXPECT_EQ(bytes[277], 0xe5);      // key
  EXPECT_EQ(bytes[277 + 23], 9);    // added
  EXPECT_EQ(bytes[277 + 31], 0);    // not removed
  EXPECT_EQ(bytes[277 + 33], 2);    // length of the label
  EXPECT_EQ(bytes[277 + 35], 1);    // length of the certificate
  EXPECT_EQ(bytes[277 + 36], 'a');  // label, then certificate
  EXPECT_EQ(bytes[277 + 38], 7);
  EXPECT_EQ(bytes[316 + 31], 10);  // the next: removed
  EXPECT_EQ(bytes[316 + 36], 'x');
  const std::size_t methods = 316 + 37;
  EXPECT_EQ(bytes[methods], 1);
  EXPECT_EQ(bytes[methods + 160], 3);
  EXPECT_EQ(bytes[methods + 162], 8);  // length of the TPM's object: 2048
  EXPECT_EQ(bytes[methods + 240], 12);
}

TEST(KeystoreFormatTest, EveryChangedByteIsFound) {
  const base::Bytes sound = marshal(keystore_file());
  for (std::size_t i = 0; i < sound.size(); ++i) {
    base::Bytes bytes = sound;
    bytes[i] ^= 0x10;
    EXPECT_FALSE(parse_keystore(bytes)) << i;
  }
}

TEST(KeystoreFormatTest, EveryCutIsFound) {
  const base::Bytes sound = marshal(keystore_file());
  for (std::size_t size = 0; size < sound.size(); ++size) {
    EXPECT_FALSE(parse_keystore(base::ByteView{sound}.first(size))) << size;
    if (size < storage::kCheckBytes) continue;
    const base::Bytes cut =
        with_new_check({sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(size)});
    EXPECT_FALSE(parse_keystore(cut)) << size;
  }
}

TEST(KeystoreFormatTest, AnotherFormatIsNamedAsSuch) {
  base::Bytes bytes = marshal(keystore_file());
  bytes[9] = 2;
  const auto parsed = parse_keystore(with_new_check(bytes));
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().kind, base::ErrorKind::InvalidInput);
}

TEST(KeystoreFormatTest, WhatThePageForbidsIsRefused) {
  const auto refused = [](auto change) {
    KeystoreFile file = keystore_file();
    change(file);
    return !parse_keystore(marshal(file));
  };
  EXPECT_TRUE(refused([](KeystoreFile& file) { std::swap(file.methods[0], file.methods[1]); }));
  EXPECT_TRUE(refused([](KeystoreFile& file) { file.methods[1] = file.methods[0]; }));
  EXPECT_TRUE(refused([](KeystoreFile& file) { file.methods[1].kind = UnlockKind{3}; }));
  EXPECT_TRUE(refused([](KeystoreFile& file) { file.methods[0].cost.passes = 1; }));
  EXPECT_TRUE(refused([](KeystoreFile& file) { file.methods[1].cost.memory_kib = 1U << 30; }));
  EXPECT_TRUE(refused([](KeystoreFile& file) { file.methods[1].kind = UnlockKind{5}; }));
  EXPECT_TRUE(refused([](KeystoreFile& file) { file.methods[0].tpm_object = {1}; }));
  EXPECT_TRUE(refused([](KeystoreFile& file) { file.methods[1].tpm_object = {1}; }));
  const Recipient removed_with_certificate{
      .added = {1}, .removed = base::Ticks{2}, .label = "x", .certificate = {1}};
  const Recipient without_certificate{.added = {1}, .label = "x"};
  for (const Recipient& bad : {removed_with_certificate, without_certificate}) {
    EXPECT_TRUE(refused([&](KeystoreFile& file) { file.public_part.recipients = {bad}; }));
  }
  const Recipient good{.added = {1}, .label = "x", .certificate = {1}};
  EXPECT_FALSE(refused(
      [&](KeystoreFile& file) { file.public_part.recipients.assign(kRecipientRecordsMax, good); }));
  EXPECT_TRUE(refused([](KeystoreFile& file) { file.sealed.resize(kPrivatePartBytesMax + 1); }));
  EXPECT_FALSE(refused([](KeystoreFile& file) { file.sealed.resize(kPrivatePartBytesMax); }));
  EXPECT_FALSE(refused([](KeystoreFile& file) {
    file.public_part.ca_certificate.resize(kKeystoreCertificateBytesMax);
  }));
}

TEST(KeystoreFormatTest, SealIsBoundToEverythingBeforeItAndToNoDay) {
  const base::Bytes context = sealing_context(keystore_file());
  const auto differs = [&](auto change) {
    KeystoreFile file = keystore_file();
    change(file);
    return sealing_context(file) != context;
  };
  EXPECT_TRUE(differs([](KeystoreFile& file) { file.public_part.site[64] ^= 1; }));
  EXPECT_TRUE(differs([](KeystoreFile& file) { file.public_part.recovery_proven = true; }));
  EXPECT_TRUE(differs([](KeystoreFile& file) { file.methods.pop_back(); }));
  EXPECT_TRUE(differs([](KeystoreFile& file) {
    file.public_part.recipients = full_keystore_file().public_part.recipients;
  }));
  EXPECT_TRUE(differs([](KeystoreFile& file) { file.salt[0] ^= 1; }));
  EXPECT_FALSE(differs([](KeystoreFile& file) { file.days.clear(); }));
}

TEST(KeystoreFormatTest, DigestOfDaysIsOverThatManyInTheirOrder) {
  const std::vector<DayEntry> days{day_entry(1), day_entry(2)};
  const std::vector<DayEntry> swapped{day_entry(2), day_entry(1)};
  EXPECT_NE(digest_of_days(days, 2), digest_of_days(swapped, 2));
  EXPECT_NE(digest_of_days(days, 2), digest_of_days(days, 1));
  EXPECT_EQ(digest_of_days(days, 1), digest_of_days({day_entry(1)}, 1));
}

KeystorePrivatePart private_part(bool with_recovery) {
  KeystorePrivatePart part;
  part.site = crypto::Secret::random(32);
  if (with_recovery) part.recovery = crypto::Secret::random(32);
  part.evidence = crypto::Secret::random(138);
  part.site_ca = crypto::Secret::random(138);
  part.journal = crypto::Secret::random(139);
  part.days = 7;
  part.days_digest.fill(1);
  return part;
}

TEST(KeystoreFormatTest, PrivatePartReadsBackAndHasNoSlack) {
  for (const bool with_recovery : {false, true}) {
    const crypto::Secret bytes = marshal(private_part(with_recovery));
    const auto parsed = parse_private_part(bytes.reveal());
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->recovery.empty(), !with_recovery);
    EXPECT_TRUE(std::ranges::equal(marshal(*parsed).reveal(), bytes.reveal()));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(parse_private_part(bytes.reveal().first(size))) << size;
    }
    base::Bytes longer{bytes.reveal().begin(), bytes.reveal().end()};
    longer.push_back(0);
    EXPECT_FALSE(parse_private_part(longer));
  }
}

}  // namespace
}  // namespace appliance

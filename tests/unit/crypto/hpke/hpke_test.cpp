// Goal: HPKE base mode as published, and whatever does not fit together is refused.
// Vectors: RFC 9180 appendix A.3 (P-256, AES-128-GCM) for the parts both suites share, and the
// published set beside the RFC (kem 16, kdf 1, aead 2) for P-256 with AES-256-GCM as a whole.

#include "crypto/hpke/hpke.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "crypto/hpke/hpke_schedule.h"
#include "tests/support/hex.h"

namespace crypto {
namespace {

using test_support::unhex;

HpkePrivateKey hpke_derived_key(std::string_view input_key) {
  return HpkePrivateKey::derive_key_pair(Secret::copy_of(unhex(input_key))).value();
}

constexpr std::string_view kHpkeInfo = "4f6465206f6e2061204772656369616e2055726e";
constexpr std::string_view kHpkeAad = "436f756e742d30";
constexpr std::string_view kHpkePlaintext =
    "4265617574792069732074727574682c20747275746820626561757479";

// Appendix A.3.1.
constexpr std::string_view kA3IkmE =
    "4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e";
constexpr std::string_view kA3IkmR =
    "668b37171f1072f3cf12ea8a236a45df23fc13b82af3609ad1e354f6ef817550";
constexpr std::string_view kA3SharedSecret =
    "c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8";

// kem 16, kdf 1, aead 2, mode 0.
constexpr std::string_view kHpkeIkmE =
    "a90d3417c3da9cb6c6ae19b4b5dd6cc9529a4cc24efb7ae0ace1f31887a8cd6c";
constexpr std::string_view kHpkeSkRm =
    "317f915db7bc629c48fe765587897e01e282d3e8445f79f27f65d031a88082b2";
constexpr std::string_view kHpkePkRm =
    "04abc7e49a4c6b3566d77d0304addc6ed0e98512ffccf505e6a8e3eb25c68513"
    "6f853148544876de76c0f2ef99cdc3a05ccf5ded7860c7c021238f9e2073d2356c";
constexpr std::string_view kHpkeEnc =
    "04c06b4f6bebc7bb495cb797ab753f911aff80aefb86fd8b6fcc35525f3ab5f0"
    "3e0b21bd31a86c6048af3cb2d98e0d3bf01da5cc4c39ff5370d331a4f1f7d5a4e0";
constexpr std::string_view kHpkeCiphertext =
    "58c61a45059d0c5704560e9d88b564a8b63f1364b8d1fcb3c4c6ddc1d2917424"
    "65e902cd216f8908da49f8f96f";

TEST(HpkeVectorTest, KeysAreDerivedAsPublished) {
  const HpkePrivateKey ephemeral = hpke_derived_key(kA3IkmE);
  EXPECT_EQ(base::hex(ephemeral.to_secret().reveal()),
            "4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb");
  EXPECT_EQ(base::hex(ephemeral.public_key().bytes()),
            "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325a"
            "c98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4");
  const HpkePrivateKey recipient = hpke_derived_key(kA3IkmR);
  EXPECT_EQ(base::hex(recipient.to_secret().reveal()),
            "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2");
  EXPECT_EQ(base::hex(recipient.public_key().bytes()),
            "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a"
            "826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0");
}

TEST(HpkeVectorTest, BothSidesFindThePublishedSharedSecret) {
  const HpkePrivateKey ephemeral = hpke_derived_key(kA3IkmE);
  const HpkePrivateKey recipient = hpke_derived_key(kA3IkmR);
  const auto sent = detail::encapsulated_secret(ephemeral, recipient.public_key());
  EXPECT_EQ(base::hex(sent.value().reveal()), kA3SharedSecret);
  const auto received = detail::decapsulated_secret(recipient, ephemeral.public_key());
  EXPECT_EQ(base::hex(received.value().reveal()), kA3SharedSecret);
}

TEST(HpkeVectorTest, KeyScheduleOfTheRfcSuiteIsAsPublished) {
  const Secret shared_secret = Secret::copy_of(unhex(kA3SharedSecret));
  const auto context = detail::key_schedule(shared_secret, unhex(kHpkeInfo),
                                            {.id = 1, .key_bytes = 16, .nonce_bytes = 12})
                           .value();
  EXPECT_EQ(base::hex(context.key.reveal()), "868c066ef58aae6dc589b6cfdd18f97e");
  EXPECT_EQ(base::hex(context.base_nonce.reveal()), "4e0bc5018beba4bf004cca59");
}

TEST(HpkeVectorTest, KeyScheduleOfOurSuiteIsAsPublished) {
  const Secret shared_secret =
      Secret::copy_of(unhex("48893fecd82f7c3456af6a42d8f56325d21e08c10fa81299986aaff54cde7b49"));
  const auto context =
      detail::key_schedule(shared_secret, unhex(kHpkeInfo), detail::kHpkeAes256Gcm).value();
  EXPECT_EQ(base::hex(context.key.reveal()),
            "ee16802a936d5f544771131900ee6973d0551de9e852ece2ef34bf0d5f9e1d1d");
  EXPECT_EQ(base::hex(context.base_nonce.reveal()), "9bc50980832a7b4b58c40161");
}

TEST(HpkeVectorTest, SealsAsPublished) {
  const HpkePublicKey recipient = HpkePublicKey::from_bytes(unhex(kHpkePkRm)).value();
  const auto sealed =
      detail::hpke_seal_with(hpke_derived_key(kHpkeIkmE), recipient, unhex(kHpkeInfo),
                             unhex(kHpkeAad), unhex(kHpkePlaintext))
          .value();
  EXPECT_EQ(base::hex(sealed.enc), kHpkeEnc);
  EXPECT_EQ(base::hex(sealed.ciphertext), kHpkeCiphertext);
}

TEST(HpkeVectorTest, OpensThePublishedMessage) {
  const auto recipient = HpkePrivateKey::from(Secret::copy_of(unhex(kHpkeSkRm))).value();
  EXPECT_EQ(base::hex(recipient.public_key().bytes()), kHpkePkRm);
  const auto opened = hpke_open(recipient, unhex(kHpkeEnc), unhex(kHpkeInfo), unhex(kHpkeAad),
                                unhex(kHpkeCiphertext))
                          .value();
  EXPECT_EQ(base::hex(opened.reveal()), kHpkePlaintext);
}

class HpkeTest : public testing::Test {
 protected:
  base::ErrorKind open_error(base::ByteView enc, base::ByteView ciphertext) {
    ERR_clear_error();
    const auto opened = hpke_open(recipient_, enc, info_, aad_, ciphertext);
    EXPECT_FALSE(opened);
    EXPECT_EQ(ERR_peek_error(), 0U);
    return opened ? base::ErrorKind::Exists : opened.error().kind;
  }

  HpkePrivateKey recipient_ = HpkePrivateKey::generate().value();
  base::Bytes info_ = base::to_bytes("segment key wrap v1");
  base::Bytes aad_ = base::to_bytes("camera 7");
  Secret message_ = Secret::random(32);
  HpkeSealed sealed_ = hpke_seal(recipient_.public_key(), info_, aad_, message_.reveal()).value();
};

TEST_F(HpkeTest, RecipientOpensWhatWasSealedToIt) {
  const auto opened = hpke_open(recipient_, sealed_.enc, info_, aad_, sealed_.ciphertext);
  EXPECT_TRUE(equal_constant_time(opened.value().reveal(), message_.reveal()));
  EXPECT_EQ(sealed_.ciphertext.size(), message_.size() + kHpkeOverheadBytes);
}

TEST_F(HpkeTest, EmptyMessageInfoAndAssociatedDataWork) {
  const auto sealed = hpke_seal(recipient_.public_key(), {}, {}, {}).value();
  EXPECT_TRUE(hpke_open(recipient_, sealed.enc, {}, {}, sealed.ciphertext).value().empty());
}

TEST_F(HpkeTest, NoTwoMessagesShareAKey) {
  const auto again = hpke_seal(recipient_.public_key(), info_, aad_, message_.reveal()).value();
  EXPECT_NE(again.enc, sealed_.enc);
  EXPECT_NE(again.ciphertext, sealed_.ciphertext);
}

TEST_F(HpkeTest, AnotherKeyDoesNotOpen) {
  recipient_ = HpkePrivateKey::generate().value();
  EXPECT_EQ(open_error(sealed_.enc, sealed_.ciphertext), base::ErrorKind::Corrupt);
}

TEST_F(HpkeTest, OtherInfoDoesNotOpen) {
  info_.back() ^= 1;
  EXPECT_EQ(open_error(sealed_.enc, sealed_.ciphertext), base::ErrorKind::Corrupt);
}

TEST_F(HpkeTest, OtherAssociatedDataDoesNotOpen) {
  aad_.pop_back();
  EXPECT_EQ(open_error(sealed_.enc, sealed_.ciphertext), base::ErrorKind::Corrupt);
}

TEST_F(HpkeTest, EveryFlippedByteOfTheEncapsulatedKeyIsRefused) {
  for (std::uint8_t& byte : sealed_.enc) {
    byte ^= 1;
    EXPECT_EQ(open_error(sealed_.enc, sealed_.ciphertext), base::ErrorKind::Corrupt);
    byte ^= 1;
  }
}

TEST_F(HpkeTest, AnotherMessagesEncapsulatedKeyIsRefused) {
  const auto other = hpke_seal(recipient_.public_key(), info_, aad_, message_.reveal()).value();
  EXPECT_EQ(open_error(other.enc, sealed_.ciphertext), base::ErrorKind::Corrupt);
}

TEST_F(HpkeTest, EveryFlippedByteOfTheCiphertextIsRefused) {
  for (std::uint8_t& byte : sealed_.ciphertext) {
    byte ^= 0x80;
    EXPECT_EQ(open_error(sealed_.enc, sealed_.ciphertext), base::ErrorKind::Corrupt);
    byte ^= 0x80;
  }
}

TEST_F(HpkeTest, EveryTruncationIsRefused) {
  for (std::size_t size = 0; size < sealed_.ciphertext.size(); ++size) {
    EXPECT_EQ(open_error(sealed_.enc, base::ByteView{sealed_.ciphertext}.first(size)),
              base::ErrorKind::Corrupt);
  }
  for (std::size_t size = 0; size < sealed_.enc.size(); ++size) {
    EXPECT_EQ(open_error(base::ByteView{sealed_.enc}.first(size), sealed_.ciphertext),
              base::ErrorKind::Corrupt);
  }
}

TEST_F(HpkeTest, InfoCountsUpToItsLimit) {
  const base::Bytes info(kHpkeInfoBytesMax + 1, 1);
  const base::ByteView longest = base::ByteView{info}.first(kHpkeInfoBytesMax);
  EXPECT_TRUE(hpke_seal(recipient_.public_key(), longest, {}, {}));
  EXPECT_FALSE(hpke_seal(recipient_.public_key(), info, {}, {}));
}

}  // namespace
}  // namespace crypto

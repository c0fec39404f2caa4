// Goal: what opens is what was sealed, and nothing else opens.
// Vectors: McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13 to 16.

#include "crypto/aead/aead.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <algorithm>
#include <string_view>
#include <type_traits>

#include "tests/support/hex.h"

namespace crypto {
namespace {

using test_support::unhex;

static_assert(!std::is_copy_constructible_v<AeadKey> && !std::is_copy_assignable_v<AeadKey>);
static_assert(std::is_nothrow_move_constructible_v<AeadKey>);
// A nonce or key of another size does not compile.
static_assert(std::tuple_size_v<Nonce> == 12);
static_assert(!std::is_constructible_v<AeadKey, std::span<const std::uint8_t, 16>>);

Nonce aead_nonce(std::string_view text) {
  Nonce nonce{};
  std::ranges::copy(unhex(text), nonce.begin());
  return nonce;
}

AeadKey aead_key(base::ByteView bytes) {
  return AeadKey{bytes.first<kAeadKeyBytes>()};
}

base::Bytes aead_pattern(std::size_t size) {
  base::Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 31 + (i >> 8));
  return bytes;
}

struct GcmVector {
  std::string_view key, nonce, associated_data, plaintext, sealed;
};

constexpr std::string_view kGcmZeroKey =
    "0000000000000000000000000000000000000000000000000000000000000000";
constexpr std::string_view kGcmKey =
    "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
constexpr GcmVector kGcmVectors[] = {
    {kGcmZeroKey, "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {kGcmZeroKey, "000000000000000000000000", "", "00000000000000000000000000000000",
     "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {kGcmKey, "cafebabefacedbaddecaf888", "",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
     "b094dac5d93471bdec1a502270e3cc6c"},
    {kGcmKey, "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
     "76fc6ece0f4e1768cddf8853bb2d551b"},
};

class AeadTest : public testing::Test {
 protected:
  base::ErrorKind open_error(const base::Bytes& sealed) {
    const auto opened = open(key_, nonce_, associated_data_, sealed);
    EXPECT_FALSE(opened);
    return opened ? base::ErrorKind::Exists : opened.error().kind;
  }

  AeadKey key_ = aead_key(unhex(kGcmKey));
  Nonce nonce_ = aead_nonce("cafebabefacedbaddecaf888");
  base::Bytes associated_data_ = aead_pattern(20);
  base::Bytes plaintext_ = aead_pattern(100);
};

TEST_F(AeadTest, AnswersAsPublished) {
  for (const GcmVector& vector : kGcmVectors) {
    AeadKey key = aead_key(unhex(vector.key));
    const base::Bytes associated_data = unhex(vector.associated_data);
    const auto sealed =
        seal(key, aead_nonce(vector.nonce), associated_data, unhex(vector.plaintext));
    EXPECT_EQ(base::hex(sealed.value()), vector.sealed);
    const auto opened = open(key, aead_nonce(vector.nonce), associated_data, sealed.value());
    EXPECT_EQ(base::hex(opened.value()), vector.plaintext);
  }
}

TEST_F(AeadTest, OneKeySealsAndOpensInAnyOrder) {
  base::Bytes last = seal(key_, nonce_, associated_data_, plaintext_).value();
  for (std::uint8_t i = 0; i < 20; ++i) {
    nonce_[11] = i;
    const base::Bytes sealed = seal(key_, nonce_, associated_data_, plaintext_).value();
    EXPECT_NE(sealed, last);
    EXPECT_EQ(open(key_, nonce_, associated_data_, sealed).value(), plaintext_);
    EXPECT_EQ(open_error(last), base::ErrorKind::Corrupt);
    last = sealed;
  }
}

TEST_F(AeadTest, ScatteredPlaintextSealsAsIfJoined) {
  const base::Bytes whole = aead_pattern(70'000);
  const base::Bytes expected = seal(key_, nonce_, associated_data_, whole).value();
  const base::ByteView view = whole;
  for (const std::size_t cut : {0U, 1U, 15U, 16U, 17U, 4095U, 69'999U, 70'000U}) {
    const std::array<base::ByteView, 4> parts{view.first(cut), base::ByteView{},
                                              view.subspan(cut, (view.size() - cut) / 2),
                                              view.subspan(cut + (view.size() - cut) / 2)};
    base::Bytes sealed(whole.size() + kAeadTagBytes);
    ASSERT_TRUE(seal_into(key_, nonce_, associated_data_, parts, sealed));
    EXPECT_EQ(sealed, expected) << cut;
  }
}

TEST_F(AeadTest, InPlaceIsTheSameAsElsewhere) {
  for (const std::size_t size : {0U, 1U, 16U, 255U, 20'480U}) {
    const base::Bytes plaintext = aead_pattern(size);
    base::Bytes buffer = plaintext;
    buffer.resize(size + kAeadTagBytes);
    ASSERT_TRUE(seal_in_place(key_, nonce_, associated_data_, buffer));
    EXPECT_EQ(buffer, seal(key_, nonce_, associated_data_, plaintext).value());
    base::Bytes elsewhere(size);
    ASSERT_TRUE(open_into(key_, nonce_, associated_data_, buffer, elsewhere));
    EXPECT_EQ(elsewhere, plaintext);
    const auto opened = open_in_place(key_, nonce_, associated_data_, buffer);
    ASSERT_TRUE(opened);
    EXPECT_TRUE(std::ranges::equal(*opened, plaintext));
  }
}

TEST_F(AeadTest, EmptyPlaintextAndAssociatedDataAreAuthenticated) {
  const base::Bytes sealed = seal(key_, nonce_, {}, {}).value();
  EXPECT_EQ(sealed.size(), kAeadTagBytes);
  EXPECT_TRUE(open(key_, nonce_, {}, sealed).value().empty());
  EXPECT_FALSE(open(key_, nonce_, base::Bytes{0}, sealed));
}

TEST_F(AeadTest, LongAssociatedDataCountsToItsLastByte) {
  base::Bytes associated_data = aead_pattern(1 << 20);
  const base::Bytes sealed = seal(key_, nonce_, associated_data, plaintext_).value();
  EXPECT_EQ(open(key_, nonce_, associated_data, sealed).value(), plaintext_);
  associated_data.back() ^= 1;
  EXPECT_FALSE(open(key_, nonce_, associated_data, sealed));
  associated_data.back() ^= 1;
  associated_data.push_back(0);
  EXPECT_FALSE(open(key_, nonce_, associated_data, sealed));
}

TEST_F(AeadTest, EveryFlippedBitIsRefused) {
  const base::Bytes sealed = seal(key_, nonce_, associated_data_, plaintext_).value();
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    base::Bytes changed = sealed;
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << bit % 8));
    EXPECT_EQ(open_error(changed), base::ErrorKind::Corrupt) << bit;
  }
}

TEST_F(AeadTest, EveryFlippedBitOfNonceAndAssociatedDataIsRefused) {
  const base::Bytes sealed = seal(key_, nonce_, associated_data_, plaintext_).value();
  for (std::uint8_t& byte : nonce_) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      byte = static_cast<std::uint8_t>(byte ^ (1U << bit));
      EXPECT_EQ(open_error(sealed), base::ErrorKind::Corrupt);
      byte = static_cast<std::uint8_t>(byte ^ (1U << bit));
    }
  }
  for (std::uint8_t& byte : associated_data_) {
    byte ^= 0x80;
    EXPECT_EQ(open_error(sealed), base::ErrorKind::Corrupt);
    byte ^= 0x80;
  }
  EXPECT_TRUE(open(key_, nonce_, associated_data_, sealed));
}

TEST_F(AeadTest, SpecialTagsAreRefused) {
  const base::Bytes sealed = seal(key_, nonce_, associated_data_, plaintext_).value();
  const auto with_tag = [&](auto change) {
    base::Bytes changed = sealed;
    std::for_each(changed.end() - kAeadTagBytes, changed.end(), change);
    return changed;
  };
  EXPECT_EQ(open_error(with_tag([](std::uint8_t& b) { b = 0; })), base::ErrorKind::Corrupt);
  EXPECT_EQ(open_error(with_tag([](std::uint8_t& b) { b = 0xff; })), base::ErrorKind::Corrupt);
  EXPECT_EQ(open_error(with_tag([](std::uint8_t& b) { b ^= 0xff; })), base::ErrorKind::Corrupt);
  EXPECT_EQ(open_error(with_tag([](std::uint8_t& b) { b ^= 0x80; })), base::ErrorKind::Corrupt);
}

TEST_F(AeadTest, EveryTruncationAndAnExtensionAreRefused) {
  base::Bytes sealed = seal(key_, nonce_, associated_data_, plaintext_).value();
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    const base::Bytes cut(sealed.begin(), sealed.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(open_error(cut), base::ErrorKind::Corrupt) << size;
  }
  sealed.push_back(0);
  EXPECT_EQ(open_error(sealed), base::ErrorKind::Corrupt);
}

TEST_F(AeadTest, AnotherKeyDoesNotOpen) {
  const base::Bytes sealed = seal(key_, nonce_, associated_data_, plaintext_).value();
  key_ = aead_key(unhex(kGcmZeroKey));
  EXPECT_EQ(open_error(sealed), base::ErrorKind::Corrupt);
}

TEST_F(AeadTest, RefusedPlaintextIsWiped) {
  base::Bytes sealed = seal(key_, nonce_, associated_data_, plaintext_).value();
  sealed.back() ^= 1;
  base::Bytes released(plaintext_.size(), 0x55);
  EXPECT_FALSE(open_into(key_, nonce_, associated_data_, sealed, released));
  EXPECT_EQ(released, base::Bytes(plaintext_.size(), 0));
  EXPECT_FALSE(open_in_place(key_, nonce_, associated_data_, sealed));
  EXPECT_TRUE(std::all_of(sealed.begin(), sealed.end() - kAeadTagBytes,
                          [](std::uint8_t byte) { return byte == 0; }));
}

TEST_F(AeadTest, RefusalLeavesNoErrorForTheNextTlsCall) {
  ERR_clear_error();
  EXPECT_FALSE(open(key_, nonce_, associated_data_, aead_pattern(40)));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST_F(AeadTest, SealsUpToItsLimitAndNotBeyond) {
  base::Bytes buffer(kSealBytesMax + kAeadTagBytes);
  EXPECT_TRUE(seal_in_place(key_, nonce_, {}, buffer));
  EXPECT_TRUE(open_in_place(key_, nonce_, {}, buffer));
  buffer.push_back(0);
  const auto sealed = seal_in_place(key_, nonce_, {}, buffer);
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().kind, base::ErrorKind::InvalidInput);
  EXPECT_EQ(open_in_place(key_, nonce_, {}, buffer).error().kind, base::ErrorKind::Corrupt);
  const base::ByteView too_long = base::ByteView{buffer}.first(kSealBytesMax + 1);
  EXPECT_FALSE(seal(key_, nonce_, too_long, {}));
  EXPECT_FALSE(seal(key_, nonce_, {}, too_long));
}

using AeadDeathTest = AeadTest;

TEST_F(AeadDeathTest, OverlappingBuffersAreOurOwnMistake) {
  base::Bytes buffer(64 + kAeadTagBytes);
  const base::ByteView part = base::ByteView{buffer}.first(64);
  EXPECT_DEATH((void)seal_into(key_, nonce_, {}, {&part, 1}, buffer), "overlap");
  const std::span<std::uint8_t> shifted = std::span{buffer}.subspan(8, 64);
  EXPECT_DEATH((void)open_into(key_, nonce_, {}, buffer, shifted), "overlap");
}

TEST_F(AeadTest, KeyNeedsExactlyItsSize) {
  EXPECT_FALSE(AeadKey::from(Secret{31}));
  EXPECT_TRUE(AeadKey::from(Secret{32}));
  EXPECT_FALSE(AeadKey::from(Secret{33}));
}

TEST_F(AeadTest, MovedKeyGoesOnSealing) {
  const base::Bytes sealed = seal(key_, nonce_, associated_data_, plaintext_).value();
  AeadKey moved = std::move(key_);
  EXPECT_EQ(open(moved, nonce_, associated_data_, sealed).value(), plaintext_);
}

}  // namespace
}  // namespace crypto

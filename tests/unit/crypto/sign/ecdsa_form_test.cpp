// Goal: an ECDSA signature has exactly one DER and one fixed-size form, whatever a peer invents.

#include <gtest/gtest.h>

#include <string>

#include "crypto/sign/signature.h"

namespace crypto {
namespace {

const std::string kOrderP256 = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

base::Bytes from_hex_text(const std::string& hex) {
  return base::from_hex(hex).value();
}

base::Result<base::Bytes> to_raw(const std::string& hex) {
  return ecdsa_to_raw(KeyKind::EcP256, from_hex_text(hex));
}

std::string half_ending(char digit) {
  return std::string(63, '0') + digit;
}

TEST(EcdsaFormTest, TheSmallestSignatureHasBothForms) {
  EXPECT_EQ(base::hex(to_raw("3006020101020102").value()), half_ending('1') + half_ending('2'));
  EXPECT_EQ(
      base::hex(ecdsa_from_raw(KeyKind::EcP256, from_hex_text(half_ending('1') + half_ending('2')))
                    .value()),
      "3006020101020102");
}

TEST(EcdsaFormTest, RealSignaturesSurviveBothForms) {
  for (const KeyKind kind : {KeyKind::EcP256, KeyKind::EcP384}) {
    const auto key = PrivateKey::generate(kind).value();
    for (int i = 0; i < 20; ++i) {
      const base::Bytes der = sign(key, base::to_bytes(std::to_string(i))).value();
      const base::Bytes raw = ecdsa_to_raw(kind, der).value();
      EXPECT_EQ(raw.size(), raw_signature_bytes(kind));
      EXPECT_EQ(ecdsa_from_raw(kind, raw).value(), der);
    }
  }
}

TEST(EcdsaFormTest, RefusesEveryOtherEncodingOfTheSameNumbers) {
  const char* const cases[]{"308106020101020102",      // long form of a short length
                            "30800201010201020000",    // indefinite length
                            "300702020001020102",      // leading zero in r
                            "300702010102020002",      // leading zero in s
                            "300602010102010200",      // a byte after
                            "3007020101020102",        // longer than there is
                            "3005020101020102",        // shorter than there is
                            "3009020101020102020103",  // a third number
                            "3003020101",              // only one number
                            "3106020101020102",        // a set
                            "3006030101020102",        // a bit string
                            "3000",
                            "30",
                            "",
                            "0500"};
  for (const char* hex : cases) EXPECT_FALSE(to_raw(hex)) << hex;
}

TEST(EcdsaFormTest, RefusesZeroNegativeAndTooLargeNumbers) {
  const std::string one = "020101";
  EXPECT_FALSE(to_raw("3006020100" + one));               // r = 0
  EXPECT_FALSE(to_raw("3006" + one + "020100"));          // s = 0
  EXPECT_FALSE(to_raw("30060201ff" + one));               // r = -1
  EXPECT_FALSE(to_raw("3006" + one + "0201ff"));          // s = -1
  EXPECT_FALSE(to_raw("3006" + one + "020180"));          // s = -128
  EXPECT_FALSE(to_raw("3026022100" + kOrderP256 + one));  // r = n
  EXPECT_FALSE(to_raw("3026" + one + "022100" + kOrderP256));
  EXPECT_FALSE(to_raw("302702220100" + kOrderP256 + one));  // 33 bytes of r
  std::string below = kOrderP256;
  below.back() = '0';
  EXPECT_TRUE(to_raw("3026022100" + below + one));  // r = n - 1
}

TEST(EcdsaFormTest, TheFixedFormIsAsStrict) {
  const auto from_raw = [](const std::string& hex) {
    return ecdsa_from_raw(KeyKind::EcP256, from_hex_text(hex));
  };
  EXPECT_FALSE(from_raw(half_ending('0') + half_ending('1')));
  EXPECT_FALSE(from_raw(half_ending('1') + half_ending('0')));
  EXPECT_FALSE(from_raw(kOrderP256 + half_ending('1')));
  EXPECT_FALSE(from_raw(half_ending('1') + kOrderP256));
  EXPECT_FALSE(from_raw(half_ending('1') + half_ending('1') + "00"));
  EXPECT_FALSE(from_raw(half_ending('1')));
  EXPECT_FALSE(from_raw(""));
  EXPECT_FALSE(ecdsa_from_raw(KeyKind::EcP384, from_hex_text(half_ending('1') + half_ending('1'))));
  EXPECT_FALSE(
      ecdsa_from_raw(KeyKind::Rsa3072, from_hex_text(half_ending('1') + half_ending('1'))));
  EXPECT_FALSE(ecdsa_to_raw(KeyKind::Rsa3072, from_hex_text("3006020101020102")));
}

}  // namespace
}  // namespace crypto

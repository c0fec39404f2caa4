// Goal: only strong, consistent keys get in, and they leave only sealed or as Secret.

#include "crypto/keys/private_key.h"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>

#include "tests/support/openssl_tool.h"

namespace crypto {
namespace {

using base::ErrorKind;
using test_support::OpensslTool;

static_assert(!std::is_copy_constructible_v<PrivateKey> && !std::is_copy_assignable_v<PrivateKey>);

Secret secret_text(std::string_view text) {
  return Secret::copy_of(text);
}

base::Result<PrivateKey> import_made_by(const std::string& command, const char* last = "") {
  OpensslTool openssl;
  EXPECT_TRUE(openssl.run(command + " -out key.pem " + last)) << openssl.output();
  return PrivateKey::from_pem(Secret::copy_of(openssl.read("key.pem")));
}

TEST(PrivateKeyTest, EveryKindSurvivesPkcs8AndPem) {
  for (const KeyKind kind :
       {KeyKind::EcP256, KeyKind::EcP384, KeyKind::Rsa3072, KeyKind::Rsa4096}) {
    const auto key = PrivateKey::generate(kind);
    ASSERT_TRUE(key) << key.error().message;
    EXPECT_EQ(key->kind(), kind);
    const auto from_der = PrivateKey::from_pkcs8_der(key->to_pkcs8_der());
    ASSERT_TRUE(from_der) << from_der.error().message;
    EXPECT_EQ(from_der->public_key(), key->public_key());
    EXPECT_TRUE(
        equal_constant_time(from_der->to_pkcs8_der().reveal(), key->to_pkcs8_der().reveal()));
    const auto from_pem = PrivateKey::from_pem(key->to_pem().value());
    ASSERT_TRUE(from_pem) << from_pem.error().message;
    EXPECT_EQ(from_pem->public_key(), key->public_key());
  }
}

TEST(PrivateKeyTest, TwoKeysDiffer) {
  EXPECT_FALSE(PrivateKey::generate(KeyKind::EcP256)->public_key() ==
               PrivateKey::generate(KeyKind::EcP256)->public_key());
}

TEST(PrivateKeyTest, NeverMakesAWeakKey) {
  const auto key = PrivateKey::generate(KeyKind::Rsa2048);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().message, "RSA private key below 3072 bits is weak");
}

TEST(PrivateKeyTest, APassphraseOpensWhatItClosed) {
  const auto key = PrivateKey::generate(KeyKind::EcP256).value();
  const Secret right = secret_text("correct horse");
  const Secret pem = key.to_pem(&right).value();
  EXPECT_NE(base::as_text(pem.reveal()).find("ENCRYPTED PRIVATE KEY"), std::string_view::npos);
  EXPECT_EQ(PrivateKey::from_pem(pem, &right)->public_key(), key.public_key());

  const Secret wrong = secret_text("battery staple");
  EXPECT_EQ(PrivateKey::from_pem(pem, &wrong).error().kind, ErrorKind::Denied);
  EXPECT_EQ(PrivateKey::from_pem(pem).error().message, "private key needs a passphrase");
  const Secret none;
  EXPECT_EQ(key.to_pem(&none).error().kind, ErrorKind::InvalidInput);
}

TEST(PrivateKeyTest, OpensslReadsOurEncryptedPem) {
  const auto key = PrivateKey::generate(KeyKind::EcP384).value();
  const Secret passphrase = secret_text("abc");
  OpensslTool openssl;
  openssl.write("key.pem", key.to_pem(&passphrase)->reveal());
  ASSERT_TRUE(openssl.run("pkey -in key.pem -passin pass:abc -pubout -outform DER -out spki"))
      << openssl.output();
  EXPECT_EQ(openssl.read("spki"), key.public_key().to_spki_der());
  EXPECT_FALSE(openssl.run("pkey -in key.pem -passin pass:abd -noout"));
}

TEST(PrivateKeyTest, ReadsWhatOtherToolsWrite) {
  EXPECT_TRUE(import_made_by("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"));
  EXPECT_TRUE(import_made_by("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072"));
  EXPECT_TRUE(import_made_by("ecparam -name secp384r1 -genkey"));  // SEC 1, with EC PARAMETERS
  EXPECT_TRUE(import_made_by("genrsa -traditional", "3072"));      // PKCS#1
}

TEST(PrivateKeyTest, ReadsPbkdf2ButNothingOlderOrCostlier) {
  OpensslTool openssl;
  const Secret passphrase = secret_text("abc");
  const auto import = [&](const std::string& options) {
    EXPECT_TRUE(openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out k.pem"));
    EXPECT_TRUE(openssl.run("pkcs8 -topk8 -in k.pem -passout pass:abc -out e.pem " + options))
        << openssl.output();
    return PrivateKey::from_pem(Secret::copy_of(openssl.read("e.pem")), &passphrase);
  };
  EXPECT_TRUE(import("-v2 aes-256-cbc -iter 5000"));
  EXPECT_EQ(import("-v1 PBE-SHA1-3DES").error().message,
            "private key encryption older than PBES2 is refused");
  EXPECT_EQ(import("-v2 aes-256-cbc -iter 10000001").error().message,
            "private key encrypted with an excessive work factor");
  EXPECT_EQ(import("-v2 des3").error().message,
            "private key encrypted with another cipher than AES is refused");
}

TEST(PrivateKeyTest, TheTimeThatScryptMayTakeIsBounded) {
  OpensslTool openssl;
  const Secret passphrase = secret_text("abc");
  const auto import = [&](const std::string& options) {
    EXPECT_TRUE(openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out k.pem"));
    EXPECT_TRUE(openssl.run("pkcs8 -topk8 -in k.pem -passout pass:abc -out e.pem " + options))
        << openssl.output();
    return PrivateKey::from_pem(Secret::copy_of(openssl.read("e.pem")), &passphrase);
  };
  EXPECT_TRUE(import("-scrypt -scrypt_N 16384 -scrypt_r 8 -scrypt_p 8"));
  EXPECT_EQ(import("-scrypt -scrypt_N 16384 -scrypt_r 8 -scrypt_p 9").error().message,
            "private key encrypted with an excessive work factor");
}

TEST(PrivateKeyTest, RefusesOtherKeysWithTheExactReason) {
  const std::pair<const char*, const char*> cases[]{
      {"genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
       "RSA private key below 3072 bits is weak"},
      {"genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024", "RSA key below 2048 bits is weak"},
      {"genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3080",
       "RSA key of an unsupported size: only 2048, 3072 and 4096 bits are used"},
      {"genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521",
       "EC key on an unsupported curve: only P-256 and P-384 are used"},
      {"genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1",
       "EC key on an unsupported curve: only P-256 and P-384 are used"},
      {"genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
       "EC key with explicit curve parameters is refused"},
      {"genpkey -algorithm ED25519",
       "key of an unsupported algorithm: only ECDSA and RSA keys are used"}};
  for (const auto& [arguments, reason] : cases) {
    const auto key = import_made_by(arguments);
    ASSERT_FALSE(key) << arguments;
    EXPECT_EQ(key.error().message, reason) << arguments;
  }
}

TEST(PrivateKeyTest, RefusesAKeyWhosePublicHalfIsAnothers) {
  const auto key = PrivateKey::generate(KeyKind::EcP256).value();
  const auto other = PrivateKey::generate(KeyKind::EcP256).value();
  Secret mixed = key.to_pkcs8_der();
  // Both encodings end in the public point.
  std::ranges::copy(other.to_pkcs8_der().reveal().last(64),
                    mixed.reveal_for_writing().last(64).begin());
  const auto parsed = PrivateKey::from_pkcs8_der(mixed);
  ASSERT_FALSE(parsed);
  EXPECT_TRUE(parsed.error().message.starts_with("private key is inconsistent"));
}

TEST(PrivateKeyTest, RefusesBytesAroundTheKey) {
  const Secret der = PrivateKey::generate(KeyKind::EcP256)->to_pkcs8_der();
  base::Bytes longer{der.reveal().begin(), der.reveal().end()};
  longer.push_back(0);
  EXPECT_FALSE(PrivateKey::from_pkcs8_der(Secret::copy_of(longer)));
  EXPECT_FALSE(PrivateKey::from_pkcs8_der(Secret::copy_of(der.reveal().first(der.size() - 1))));
  EXPECT_FALSE(PrivateKey::from_pkcs8_der(Secret{}));
  EXPECT_FALSE(PrivateKey::from_pkcs8_der(Secret{kPrivateKeyBytesMax + 1}));
}

TEST(PrivateKeyTest, RefusesTwoKeysAndNoKey) {
  const Secret pem = PrivateKey::generate(KeyKind::EcP256)->to_pem().value();
  const std::string once{base::as_text(pem.reveal())};
  EXPECT_FALSE(PrivateKey::from_pem(secret_text(once + once)));
  EXPECT_FALSE(PrivateKey::from_pem(secret_text("")));
  EXPECT_FALSE(PrivateKey::from_pem(secret_text("-----BEGIN PRIVATE KEY-----\nAAAA\n")));
}

}  // namespace
}  // namespace crypto

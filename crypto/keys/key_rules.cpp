#include "crypto/keys/key_rules.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <array>
#include <string>

#include "crypto/openssl_error.h"

namespace crypto {
namespace {

std::string key_parameter(const EVP_PKEY& key, const char* parameter) {
  std::array<char, 64> text{};
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(&key, parameter, text.data(), text.size(), &size) != 1) {
    return {};
  }
  return {text.data(), size};
}

base::Result<KeyKind> classify_ec(const EVP_PKEY& key) {
  int from_explicit = 0;
  if (EVP_PKEY_get_int_param(&key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
                             &from_explicit) == 1 &&
      from_explicit != 0) {
    return refusal("EC key with explicit curve parameters is refused");
  }
  if (key_parameter(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT) != "uncompressed") {
    return refusal("EC key with a compressed point is not supported");
  }
  const std::string curve = key_parameter(key, OSSL_PKEY_PARAM_GROUP_NAME);
  if (curve == "prime256v1" || curve == "P-256") return KeyKind::EcP256;
  if (curve == "secp384r1" || curve == "P-384") return KeyKind::EcP384;
  return refusal("EC key on an unsupported curve: only P-256 and P-384 are used");
}

base::Result<KeyKind> classify_rsa(const EVP_PKEY& key) {
  switch (EVP_PKEY_get_bits(&key)) {
    case 2048:
      return KeyKind::Rsa2048;
    case 3072:
      return KeyKind::Rsa3072;
    case 4096:
      return KeyKind::Rsa4096;
    default:
      if (EVP_PKEY_get_bits(&key) < 2048) return refusal("RSA key below 2048 bits is weak");
      return refusal("RSA key of an unsupported size: only 2048, 3072 and 4096 bits are used");
  }
}

}  // namespace

base::Result<KeyKind> classify(const evp_pkey_st& key) {
  const CleanErrorQueue clean;
  if (EVP_PKEY_is_a(&key, "EC") == 1) return classify_ec(key);
  if (EVP_PKEY_is_a(&key, "RSA") == 1) return classify_rsa(key);
  return refusal("key of an unsupported algorithm: only ECDSA and RSA keys are used");
}

std::string_view name_of(KeyKind kind) {
  switch (kind) {
    case KeyKind::EcP256:
      return "P-256";
    case KeyKind::EcP384:
      return "P-384";
    case KeyKind::Rsa2048:
      return "RSA-2048";
    case KeyKind::Rsa3072:
      return "RSA-3072";
    case KeyKind::Rsa4096:
      return "RSA-4096";
  }
  return "unknown";
}

}  // namespace crypto

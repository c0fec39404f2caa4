#include "crypto/detail/fetched.h"

#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <stdexcept>
#include <string>

namespace crypto::detail {
namespace {

template <typename Algorithm>
Algorithm* fetched(Algorithm* algorithm, const char* name) {
  if (algorithm == nullptr) throw std::runtime_error{std::string{"OpenSSL offers no "} + name};
  return algorithm;
}

EVP_MD* digest(const char* name) {
  return fetched(EVP_MD_fetch(nullptr, name, nullptr), name);
}

EVP_KDF* kdf(const char* name) {
  return fetched(EVP_KDF_fetch(nullptr, name, nullptr), name);
}

}  // namespace

// Never freed: they must outlive every static and thread-local context that uses them.
const EVP_CIPHER* aes_256_gcm() {
  static EVP_CIPHER* const cipher =
      fetched(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr), "AES-256-GCM");
  return cipher;
}

const EVP_MD* sha256() {
  static EVP_MD* const md = digest("SHA2-256");
  return md;
}

const EVP_MD* sha384() {
  static EVP_MD* const md = digest("SHA2-384");
  return md;
}

const EVP_MD* sha512() {
  static EVP_MD* const md = digest("SHA2-512");
  return md;
}

EVP_KDF* hkdf() {
  static EVP_KDF* const algorithm = kdf("HKDF");
  return algorithm;
}

EVP_KDF* pbkdf2() {
  static EVP_KDF* const algorithm = kdf("PBKDF2");
  return algorithm;
}

EVP_MAC* hmac() {
  static EVP_MAC* const mac = fetched(EVP_MAC_fetch(nullptr, "HMAC", nullptr), "HMAC");
  return mac;
}

}  // namespace crypto::detail

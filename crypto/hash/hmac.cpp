#include "crypto/hash/hmac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstdlib>
#include <memory>

#include "crypto/detail/fetched.h"

namespace crypto {

namespace {

template <typename Digest, std::size_t size_of_name>
Digest hmac_with(std::array<char, size_of_name> name, const Secret& key, base::ByteView message) {
  const std::array<OSSL_PARAM, 2> params{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
      OSSL_PARAM_construct_end()};
  const std::array<std::uint8_t, 1> no_key{};  // a null pointer would mean "keep the last key"
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context{
      EVP_MAC_CTX_new(detail::hmac()), &EVP_MAC_CTX_free};
  Digest code;
  std::size_t size = 0;
  if (!context ||
      EVP_MAC_init(context.get(), key.empty() ? no_key.data() : key.reveal().data(), key.size(),
                   params.data()) != 1 ||
      EVP_MAC_update(context.get(), message.data(), message.size()) != 1 ||
      EVP_MAC_final(context.get(), code.data(), &size, code.size()) != 1 || size != code.size()) {
    std::abort();  // as for digests: no code is better than a wrong one
  }
  return code;
}

}  // namespace

Sha256Digest hmac_sha256(const Secret& key, base::ByteView message) {
  return hmac_with<Sha256Digest>(std::to_array("SHA2-256"), key, message);
}

Sha1Code hmac_sha1_for_one_time_passwords(const Secret& key, base::ByteView message) {
  return hmac_with<Sha1Code>(std::to_array("SHA1"), key, message);
}

bool verify_hmac_sha256(const Secret& key, base::ByteView message, base::ByteView code) {
  return equal_constant_time(hmac_sha256(key, message), code);
}

}  // namespace crypto

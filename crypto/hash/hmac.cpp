#include "crypto/hash/hmac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstdlib>
#include <memory>

#include "crypto/detail/fetched.h"

namespace crypto {

Sha256Digest hmac_sha256(const Secret& key, base::ByteView message) {
  std::array<char, 9> name{"SHA2-256"};
  const std::array<OSSL_PARAM, 2> params{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
      OSSL_PARAM_construct_end()};
  const std::array<std::uint8_t, 1> no_key{};  // a null pointer would mean "keep the last key"
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context{
      EVP_MAC_CTX_new(detail::hmac()), &EVP_MAC_CTX_free};
  Sha256Digest code;
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

bool verify_hmac_sha256(const Secret& key, base::ByteView message, base::ByteView code) {
  return equal_constant_time(hmac_sha256(key, message), code);
}

}  // namespace crypto

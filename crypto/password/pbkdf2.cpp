#include "crypto/password/pbkdf2.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <cstdint>
#include <memory>

#include "crypto/detail/fetched.h"
#include "crypto/detail/quiet_errors.h"

namespace crypto::detail {
namespace {

// OpenSSL only reads what it takes by pointer to non-const; null would mean "not given".
OSSL_PARAM pbkdf2_octets(const char* name, base::ByteView bytes) {
  static std::uint8_t nothing = 0;
  std::uint8_t* const data = bytes.empty() ? &nothing : const_cast<std::uint8_t*>(bytes.data());
  return OSSL_PARAM_construct_octet_string(name, data, bytes.size());
}

}  // namespace

base::Result<Secret> pbkdf2_sha512(base::ByteView password, base::ByteView salt,
                                   const Pbkdf2Cost& cost, std::size_t size) {
  RETURN_IF_ERROR(check_cost(cost));
  const QuietErrors quiet;
  std::array<char, 9> digest{"SHA2-512"};
  std::uint64_t iterations = cost.iterations;
  int no_lower_bounds = 1;  // ours are in check_cost(); published vectors have salts of four bytes
  const std::array<OSSL_PARAM, 6> params{
      pbkdf2_octets(OSSL_KDF_PARAM_PASSWORD, password),
      pbkdf2_octets(OSSL_KDF_PARAM_SALT, salt),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_ITER, &iterations),
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS5, &no_lower_bounds),
      OSSL_PARAM_construct_end()};
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context{EVP_KDF_CTX_new(pbkdf2()),
                                                                          &EVP_KDF_CTX_free};
  Secret derived{size};
  if (!context || EVP_KDF_derive(context.get(), derived.reveal_for_writing().data(), size,
                                 params.data()) != 1) {
    return base::Error{base::ErrorKind::Unavailable, "PBKDF2 failed"};
  }
  return derived;
}

}  // namespace crypto::detail

#include "crypto/kdf/hkdf.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <memory>

#include "crypto/detail/fetched.h"
#include "crypto/detail/quiet_errors.h"

namespace crypto {
namespace {

// OpenSSL's parameters are not const although they are only read, and must not be null.
OSSL_PARAM hkdf_octets(const char* name, base::ByteView bytes) {
  static std::uint8_t nothing = 0;
  std::uint8_t* const data = bytes.empty() ? &nothing : const_cast<std::uint8_t*>(bytes.data());
  return OSSL_PARAM_construct_octet_string(name, data, bytes.size());
}

base::Result<Secret> run_hkdf(int mode, OSSL_PARAM key, OSSL_PARAM salt_or_info, std::size_t size) {
  const detail::QuietErrors quiet;
  std::array<char, 9> digest{"SHA2-256"};
  const std::array<OSSL_PARAM, 5> params{
      OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0), key, salt_or_info,
      OSSL_PARAM_construct_end()};
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context{
      EVP_KDF_CTX_new(detail::hkdf()), &EVP_KDF_CTX_free};
  Secret derived{size};
  if (!context || EVP_KDF_derive(context.get(), derived.reveal_for_writing().data(), size,
                                 params.data()) != 1) {
    return base::Error{base::ErrorKind::Unavailable, "HKDF failed"};
  }
  return derived;
}

}  // namespace

base::Result<Secret> hkdf_extract(base::ByteView salt, base::ByteView input_key) {
  return run_hkdf(EVP_KDF_HKDF_MODE_EXTRACT_ONLY, hkdf_octets(OSSL_KDF_PARAM_KEY, input_key),
                  hkdf_octets(OSSL_KDF_PARAM_SALT, salt), kHkdfKeyBytes);
}

base::Result<Secret> hkdf_expand(base::ByteView key, base::ByteView info, std::size_t size) {
  if (size == 0 || size > kHkdfOutputBytesMax) {
    return base::Error{base::ErrorKind::InvalidInput, "HKDF cannot give that many bytes"};
  }
  if (info.size() > kHkdfInfoBytesMax) {
    return base::Error{base::ErrorKind::InvalidInput, "HKDF info is too long"};
  }
  return run_hkdf(EVP_KDF_HKDF_MODE_EXPAND_ONLY, hkdf_octets(OSSL_KDF_PARAM_KEY, key),
                  hkdf_octets(OSSL_KDF_PARAM_INFO, info), size);
}

base::Result<Secret> hkdf(base::ByteView salt, base::ByteView input_key, base::ByteView info,
                          std::size_t size) {
  ASSIGN_OR_RETURN(const Secret key, hkdf_extract(salt, input_key));
  return hkdf_expand(key.reveal(), info, size);
}

}  // namespace crypto

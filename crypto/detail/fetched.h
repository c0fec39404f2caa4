// The algorithms of OpenSSL that we use, each fetched once per process: a fetch walks locked tables
// and costs more than sealing a small record.
//
// Safe from any thread; what is returned lives until the process ends. A missing algorithm throws
// std::runtime_error: OpenSSL is then broken or restricted, which shows at the first use.
#pragma once

#include <openssl/types.h>

namespace crypto::detail {

const EVP_CIPHER* aes_256_gcm();
const EVP_MD* sha256();
const EVP_MD* sha384();
const EVP_MD* sha512();
EVP_KDF* hkdf();
EVP_KDF* pbkdf2();
EVP_MAC* hmac();

}  // namespace crypto::detail

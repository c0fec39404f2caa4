#include "crypto/hash/md5.h"

#include <openssl/evp.h>

#include <cstdlib>

namespace crypto {

Md5Digest md5_for_digest_authentication(base::ByteView bytes) {
  // Fetched once and never freed, as the algorithms in crypto/detail/fetched.h are.
  static const EVP_MD* const kMd5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
  Md5Digest digest;
  const bool done = kMd5 != nullptr && EVP_Digest(bytes.data(), bytes.size(), digest.data(),
                                                  nullptr, kMd5, nullptr) == 1;
  if (!done) std::abort();
  return digest;
}

}  // namespace crypto

#include "crypto/hash/sha2.h"

#include <openssl/evp.h>

#include <cstdlib>

#include "crypto/detail/fetched.h"

namespace crypto {
namespace {

void must_hash(bool done) {
  if (!done) std::abort();
}

struct FreeDigestContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// One context a thread: allocating one costs as much as hashing a short buffer.
EVP_MD_CTX* digest_context() {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeDigestContext> context{EVP_MD_CTX_new()};
  must_hash(context != nullptr);
  return context.get();
}

template <typename Array>
Array hash_once(base::ByteView bytes, const EVP_MD* algorithm) {
  EVP_MD_CTX* const context = digest_context();
  Array digest;
  must_hash(EVP_DigestInit_ex2(context, algorithm, nullptr) == 1 &&
            EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1 &&
            EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1);
  return digest;
}

}  // namespace

Sha256Digest sha256(base::ByteView bytes) {
  return hash_once<Sha256Digest>(bytes, detail::sha256());
}

Sha384Digest sha384(base::ByteView bytes) {
  return hash_once<Sha384Digest>(bytes, detail::sha384());
}

Sha512Digest sha512(base::ByteView bytes) {
  return hash_once<Sha512Digest>(bytes, detail::sha512());
}

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

Sha256::Sha256() : context_{EVP_MD_CTX_new()} {
  must_hash(context_ && EVP_DigestInit_ex2(context_.get(), detail::sha256(), nullptr) == 1);
}

void Sha256::update(base::ByteView bytes) {
  must_hash(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

Sha256Digest Sha256::finish() {
  Sha256Digest digest;
  must_hash(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1 &&
            EVP_DigestInit_ex2(context_.get(), nullptr, nullptr) == 1);
  return digest;
}

}  // namespace crypto

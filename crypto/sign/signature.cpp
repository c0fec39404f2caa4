#include "crypto/sign/signature.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>
#include <cstdint>

#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"

namespace crypto {
namespace {

using base::ErrorKind;
using SigningContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

constexpr int kPssSaltBytes = 32;

const EVP_MD* hash_for(KeyKind kind) {
  return kind == KeyKind::EcP384 ? EVP_sha384() : EVP_sha256();
}

struct MessageDigest {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;

  base::ByteView view() const { return base::ByteView{bytes}.first(size); }
};

base::Result<MessageDigest> hash_message(KeyKind kind, base::ByteView message) {
  MessageDigest out;
  if (EVP_Digest(message.data(), message.size(), out.bytes.data(), &out.size, hash_for(kind),
                 nullptr) != 1) {
    return openssl_error(ErrorKind::Unavailable, "message digest");
  }
  return out;
}

bool set_scheme(EVP_PKEY_CTX* context, KeyKind kind, int salt_bytes) {
  if (EVP_PKEY_CTX_set_signature_md(context, hash_for(kind)) != 1) return false;
  return is_ec(kind) || (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
                         EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash_for(kind)) == 1 &&
                         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, salt_bytes) == 1);
}

}  // namespace

base::Result<base::Bytes> sign(const PrivateKey& key, base::ByteView message) {
  const CleanErrorQueue clean;
  ASSIGN_OR_RETURN(const MessageDigest digest, hash_message(key.kind(), message));
  return sign_digest(key, digest.view());
}

base::Result<base::Bytes> sign_digest(const PrivateKey& key, base::ByteView digest) {
  const CleanErrorQueue clean;
  if (digest.size() != digest_bytes(key.kind())) return refusal("digest of the wrong length");
  const SigningContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, key.native(), nullptr)};
  base::Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.native())));
  std::size_t size = signature.size();
  if (!context || EVP_PKEY_sign_init(context.get()) != 1 ||
      !set_scheme(context.get(), key.kind(), kPssSaltBytes) ||
      EVP_PKEY_sign(context.get(), signature.data(), &size, digest.data(), digest.size()) != 1) {
    return openssl_error(ErrorKind::Unavailable, "signing");
  }
  signature.resize(size);
  return signature;
}

base::Result<void> verify(const PublicKey& key, base::ByteView message, base::ByteView signature) {
  const CleanErrorQueue clean;
  ASSIGN_OR_RETURN(const MessageDigest digest, hash_message(key.kind(), message));
  return verify_digest(key, digest.view(), signature);
}

base::Result<void> verify_digest(const PublicKey& key, base::ByteView digest,
                                 base::ByteView signature) {
  const CleanErrorQueue clean;
  if (digest.size() != digest_bytes(key.kind())) return refusal("digest of the wrong length");
  if (is_ec(key.kind())) RETURN_IF_ERROR(ecdsa_to_raw(key.kind(), signature));
  const SigningContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, key.native(), nullptr)};
  if (!context || EVP_PKEY_verify_init(context.get()) != 1 ||
      !set_scheme(context.get(), key.kind(), RSA_PSS_SALTLEN_AUTO)) {
    return openssl_error(ErrorKind::Unavailable, "verification");
  }
  if (EVP_PKEY_verify(context.get(), signature.data(), signature.size(), digest.data(),
                      digest.size()) != 1) {
    return base::Error{ErrorKind::Corrupt, "signature does not match"};
  }
  return {};
}

}  // namespace crypto

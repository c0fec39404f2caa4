// A private key: P-256, P-384, RSA-3072 or RSA-4096. Moves, never copies; its bytes leave only as
// Secret.
//
// Importers refuse weak and unsupported keys with the exact reason and check that the public half
// belongs to the private one. Use from any thread, not from two at once while moving.
#pragma once

#include <memory>

#include "base/result.h"
#include "crypto/keys/key_kind.h"
#include "crypto/keys/public_key.h"
#include "crypto/secret.h"

struct evp_pkey_st;

namespace crypto {

inline constexpr std::size_t kPrivateKeyBytesMax = 16U << 10;
inline constexpr std::size_t kPassphraseBytesMax = 1024;

class PrivateKey {
 public:
  static base::Result<PrivateKey> generate(KeyKind kind);

  // DER of an unencrypted PKCS#8 PrivateKeyInfo (RFC 5958), nothing before or after.
  static base::Result<PrivateKey> from_pkcs8_der(const Secret& der);
  Secret to_pkcs8_der() const;  // inverse of from_pkcs8_der()

  // Exactly one key: PKCS#8, PKCS#8 encrypted with PBES2, or the older unencrypted EC and RSA
  // forms. ErrorKind::Denied: the key is encrypted and the passphrase is missing or wrong.
  static base::Result<PrivateKey> from_pem(const Secret& pem, const Secret* passphrase = nullptr);

  // Inverse of from_pem(). With a passphrase: AES-256-CBC under scrypt (N 16384, r 8, p 5).
  base::Result<Secret> to_pem(const Secret* passphrase = nullptr) const;

  const PublicKey& public_key() const { return public_; }
  KeyKind kind() const { return public_.kind(); }

  // For crypto/ and TLS contexts only.
  evp_pkey_st* native() const { return key_.get(); }

  struct NativeFree {
    void operator()(evp_pkey_st* key) const;
  };
  using NativeKey = std::unique_ptr<evp_pkey_st, NativeFree>;

 private:
  PrivateKey(NativeKey key, PublicKey public_half);
  static base::Result<PrivateKey> adopt(NativeKey key);
  static base::Result<PrivateKey> checked(NativeKey key);

  NativeKey key_;
  PublicKey public_;
};

}  // namespace crypto

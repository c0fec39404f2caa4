// Encrypted PKCS#8 (EncryptedPrivateKeyInfo, PBES2 of RFC 8018). For .cpp files under crypto/ only.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace crypto {

// AES-256-CBC under scrypt, which OpenSSL's own tools read.
base::Result<base::Bytes> encrypt_pkcs8(const Secret& plain, const Secret& passphrase);

// Inverse of encrypt_pkcs8(); also reads PBKDF2. Older schemes than PBES2 and excessive work
// factors are refused; ErrorKind::Denied means a wrong passphrase.
base::Result<Secret> decrypt_pkcs8(base::ByteView encrypted, const Secret& passphrase);

}  // namespace crypto

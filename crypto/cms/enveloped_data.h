// Content encrypted to people: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM.
//
// Recipients are certificates (ECDH with a fresh key, or RSA-OAEP) and, if wanted, a passphrase
// (PBKDF2, RFC 3211); each can open it alone. It says nothing about who encrypted: sign first. One
// call, in memory; larger things are encrypted under a key that travels in here.
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/secret.h"
#include "crypto/x509/certificate.h"

namespace crypto {

inline constexpr std::size_t kEnvelopeContentBytesMax = 64U << 20;
inline constexpr std::size_t kEnvelopeBytesMax = kEnvelopeContentBytesMax + (1U << 20);
inline constexpr std::size_t kRecipientsMax = 64;

// At least one recipient or a passphrase. Whether a certificate is to be trusted is the caller's
// to judge.
base::Result<base::Bytes> encrypt_cms(base::ByteView content,
                                      std::span<const Certificate> recipients,
                                      const Secret* passphrase = nullptr);

// Inverses of encrypt_cms(). ErrorKind::Denied: not for this recipient, or altered; nothing of an
// altered message is released. Anything but GCM with its full tag, and passphrases stretched by
// more than ten million rounds, is refused unread.
base::Result<Secret> decrypt_cms(base::ByteView cms, const PrivateKey& key,
                                 const Certificate& recipient);
base::Result<Secret> decrypt_cms(base::ByteView cms, const Secret& passphrase);

}  // namespace crypto

// A PKCS#12 file (RFC 7292), as other tools hand out a private key with its certificates.
//
// Promise: what is read was protected by the passphrase as a whole, by a MAC, and its encrypted
// parts by AES. Files of older tools (RC2, 3DES), without a MAC, or with no key or several are
// refused with the exact reason, which never repeats what is in the file. Parsing says nothing
// about trust, nor that a certificate is the key's. Takes as long as the file's work factor asks,
// within bounds. Pure; safe from any thread.
#pragma once

#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/secret.h"
#include "crypto/x509/certificate.h"

namespace crypto {

inline constexpr std::size_t kPkcs12BytesMax = std::size_t{1} << 20;

struct Pkcs12Content {
  PrivateKey key;
  std::vector<Certificate> certificates;  // at most kChainCertificatesMax, in the file's order
};

// Nothing before or after it. Denied: the passphrase is wrong, or the file is damaged.
base::Result<Pkcs12Content> read_pkcs12(base::ByteView file, const Secret& passphrase);

}  // namespace crypto

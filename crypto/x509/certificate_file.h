// Files as people have them: certificates in PEM in any number or one in DER, with or without a
// private key, or both in PKCS#12. What a file is, it says itself; its name does not matter.
//
// Refuses with the exact reason, which never repeats what is in the file. Says nothing about trust
// nor about which certificate is the key's. Pure; safe from any thread.
#pragma once

#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/secret.h"
#include "crypto/x509/certificate.h"

namespace crypto {

struct KeyAndCertificates {
  std::optional<PrivateKey> key{};
  std::vector<Certificate> certificates{};  // in the order of the file
};

// At least one of a key and certificates, in PEM, DER or PKCS#12; the older forms of a key in PEM
// alone. Denied: the key is encrypted, and the passphrase is missing or wrong.
base::Result<KeyAndCertificates> read_key_and_certificates(const Secret& file,
                                                           const Secret* passphrase = nullptr);

// One to kChainCertificatesMax certificates, in PEM, or one in DER. A private key is refused: it
// has been where it should not be.
base::Result<std::vector<Certificate>> read_certificates(base::ByteView file);

}  // namespace crypto

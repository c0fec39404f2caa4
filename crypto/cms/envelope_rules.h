// What must hold of an AuthEnvelopedData before OpenSSL is asked to open it. For .cpp files under
// crypto/ only.
#pragma once

#include "base/bytes.h"
#include "base/result.h"

namespace crypto {

// OpenSSL takes a tag of any length (one byte is forged in 256 tries) and any number of PBKDF2
// rounds, and shows neither. Walks the definite-length encoding with OpenSSL's ASN1_get_object().
base::Result<void> check_envelope(base::ByteView cms);

}  // namespace crypto

// HMAC-SHA-256 (RFC 2104): who knows the key can make the code, and check it.
//
// Safe from any thread. Compare codes only with verify_hmac_sha256(): its time tells nothing.
#pragma once

#include <span>

#include "base/bytes.h"
#include "crypto/hash/sha2.h"
#include "crypto/secret.h"

namespace crypto {

Sha256Digest hmac_sha256(const Secret& key, base::ByteView message);

bool verify_hmac_sha256(const Secret& key, base::ByteView message, base::ByteView code);

}  // namespace crypto

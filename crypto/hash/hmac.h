// HMAC-SHA-256 (RFC 2104): who knows the key can make the code, and check it.
//
// Safe from any thread. Compare codes only with verify_hmac_sha256(): its time tells nothing.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "crypto/hash/sha2.h"
#include "crypto/secret.h"

namespace crypto {

Sha256Digest hmac_sha256(const Secret& key, base::ByteView message);

// What authenticator apps understand (RFC 4226, RFC 6238). As an HMAC it holds; nothing else may
// use it.
using Sha1Code = std::array<std::uint8_t, 20>;
Sha1Code hmac_sha1_for_one_time_passwords(const Secret& key, base::ByteView message);

bool verify_hmac_sha256(const Secret& key, base::ByteView message, base::ByteView code);

}  // namespace crypto

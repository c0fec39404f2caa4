// One-time passwords as authenticator apps compute them: HOTP (RFC 4226) of six digits, and the
// steps of time that TOTP (RFC 6238) counts. Pure; safe from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "crypto/secret.h"

namespace crypto {

inline constexpr std::chrono::seconds kTotpStep{30};

std::string hotp(const Secret& key, std::uint64_t counter);  // "755224"

std::uint64_t totp_step_of(base::WallTime time);  // 0 before 1970

}  // namespace crypto

// Timestamp replies and tokens must survive being any bytes, and nothing is trusted without a root.
#include "crypto/timestamp/timestamp.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(timestamp_fuzz)(base::ByteView bytes) {
  const base::WallTime at{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};
  const crypto::Sha256Digest digest{1, 2, 3};
  const auto reply = crypto::verify_stored_timestamp(bytes, digest, {}, at);
  if (reply && reply->ok()) __builtin_trap();
  const auto token = crypto::verify_timestamp_token(bytes, digest, {}, at);
  if (token && token->ok()) __builtin_trap();
  if (const auto request = crypto::TimestampRequest::from_der(bytes)) {
    if (request->digest().size() != digest.size()) __builtin_trap();
  }
}

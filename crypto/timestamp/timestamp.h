// Trusted time from outside: RFC 3161 requests, and the judgement of their answers.
//
// A good answer proves that a digest existed at a time, as far as the authority behind the caller's
// roots is believed. The digest and, for a fresh answer, the nonce must be the request's. No
// sockets here: whoever carries request and answer is not trusted. Pure; safe from any thread.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "crypto/x509/certificate.h"
#include "crypto/x509/chain_verifier.h"

namespace crypto {

inline constexpr std::size_t kTimestampBytesMax = 256U << 10;

using Sha256Digest = std::array<std::uint8_t, 32>;

class TimestampRequest {
 public:
  // Asks for the authority's certificate, with a fresh nonce of 128 bits.
  static base::Result<TimestampRequest> create(const Sha256Digest& digest);
  static base::Result<TimestampRequest> from_der(base::ByteView der);  // one that create() made
  const base::Bytes& to_der() const { return der_; }  // application/timestamp-query
  const Sha256Digest& digest() const { return digest_; }

 private:
  TimestampRequest(base::Bytes der, const Sha256Digest& digest);

  base::Bytes der_;
  Sha256Digest digest_;
};

struct TimestampVerdict {
  bool token_matches = false;  // well signed, for this digest (and nonce)
  std::string reason;          // why not
  base::WallTime time;         // whole seconds; how sure the authority is, says `accuracy`
  std::optional<std::chrono::microseconds> accuracy;
  std::string serial;  // hex
  std::string policy;  // dotted
  std::optional<Certificate> authority;
  ChainVerdict chain;  // of `authority`, judged even when the token does not match

  bool ok() const { return token_matches && chain.ok(); }
};

// A fresh answer (application/timestamp-reply) to `request`. An error when the answer is unreadable
// or the authority refused; otherwise a verdict, with the authority's chain judged at `at`.
base::Result<TimestampVerdict> verify_timestamp(base::ByteView reply,
                                                const TimestampRequest& request,
                                                const ChainInput& input, base::WallTime at);

// The same for a stored answer whose request is gone.
base::Result<TimestampVerdict> verify_stored_timestamp(base::ByteView reply,
                                                       const Sha256Digest& digest,
                                                       const ChainInput& input, base::WallTime at);

// The same for a bare token (CMS), and the token of a reply.
base::Result<TimestampVerdict> verify_timestamp_token(base::ByteView token,
                                                      const Sha256Digest& digest,
                                                      const ChainInput& input, base::WallTime at);
base::Result<base::Bytes> timestamp_token(base::ByteView reply);

}  // namespace crypto

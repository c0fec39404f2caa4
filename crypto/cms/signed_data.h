// Detached CMS signatures (SignedData, RFC 5652), as stored beside evidence in manifest.p7s.
//
// Made: DER, SHA-256 (SHA-384 with a P-384 key), the signer's whole chain enclosed, signed
// attributes with the message digest and the ESS signing-certificate-v2 (RFC 5035), so that nobody
// can swap the certificate. Verified: exactly one signer, whose chain must lead to a root of the
// caller's; roots are never taken from the message. RSA keys sign with PSS. Safe from any thread.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/x509/certificate.h"
#include "crypto/x509/chain_verifier.h"

namespace crypto {

inline constexpr std::size_t kSignedDataBytesMax = 1U << 20;

// Hands out content piece by piece, because exports are larger than memory: writes up to the
// span's size and returns how much; 0 is the end.
using ContentSource = std::function<base::Result<std::size_t>(std::span<std::uint8_t>)>;

ContentSource content_of(base::ByteView bytes);  // `bytes` must outlive the source

struct SignOptions {
  base::WallTime signing_time;           // a claim, for display; a timestamp can prove it
  std::span<const Certificate> chain{};  // the CAs between signer and root
};

base::Result<base::Bytes> sign_cms(const PrivateKey& key, const Certificate& signer,
                                   const ContentSource& content, const SignOptions& options);

struct SignedDataVerdict {
  bool content_matches = false;       // the signature is over this content and by `signer`'s key
  std::string reason;                 // why not
  std::optional<Certificate> signer;  // as far as it was found
  std::vector<Certificate> enclosed;  // what the message carries, trusted for nothing
  std::optional<base::WallTime> signing_time;  // as claimed
  ChainVerdict chain;                          // of `signer`, judged only if content_matches

  bool ok() const { return content_matches && chain.ok(); }
};

// Judges `cms` over `content`: an error only when it is no SignedData we can read. Intermediates
// are taken from `input` and from the message.
base::Result<SignedDataVerdict> verify_cms(base::ByteView cms, const ContentSource& content,
                                           const ChainInput& input, base::WallTime at,
                                           const ChainPolicy& policy = {
                                               .purpose = ChainPurpose::Evidence});

}  // namespace crypto

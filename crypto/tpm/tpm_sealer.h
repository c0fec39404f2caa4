// Secrets that only this machine's TPM 2.0 opens: for the boot state they were sealed in (PCR 7),
// or for a PIN, whose wrong guesses the TPM itself counts.
//
// Promise: what crosses the bus to the TPM is encrypted by sessions salted to a primary key, and
// that key must be the one that was there at the sealing, so listening and stepping in give
// nothing. Not promised: protection from who runs code on this machine in the same boot state.
//
// The TPM is spoken to anew at each call, and left as it was found. One thread at a time.
// Specification: docs/design/keystore.md, "TPM".
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace crypto {

enum class TpmGuard : std::uint8_t { BootState = 1, Pin = 2 };

inline constexpr std::size_t kTpmSecretBytesMax = 128;
inline constexpr std::size_t kTpmSealedBytesMax = 2048;
inline constexpr std::size_t kTpmPinBytesMin = 6;
inline constexpr std::size_t kTpmPinBytesMax = 128;

class TpmSealer {
 public:
  virtual ~TpmSealer() = default;

  // `pin` counts for TpmGuard::Pin only. Unavailable: no TPM answers.
  virtual base::Result<base::Bytes> seal(TpmGuard guard, const Secret& secret,
                                         const Secret& pin) = 0;

  // Inverse. Denied: another PIN, boot state or TPM, and which. Unavailable: no TPM answers, or it
  // is locked out after too many wrong PINs.
  virtual base::Result<Secret> unseal(base::ByteView sealed, const Secret& pin) = 0;
};

// `where` is "device:/dev/tpmrm0" or, for tests, "swtpm:host=127.0.0.1,port=N". InvalidInput:
// neither. Its own library, crypto_tpm, so that only the keeper links it.
base::Result<std::unique_ptr<TpmSealer>> make_tpm_sealer(const std::string& where);

}  // namespace crypto

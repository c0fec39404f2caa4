#include "appliance/keeper/unlock_method.h"

#include <algorithm>

#include "base/byte_order.h"
#include "crypto/aead/aead.h"
#include "crypto/kdf/hkdf.h"
#include "crypto/password/derive_key.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;

base::Bytes method_info(const UnlockMethod& method, const base::Id& store) {
  base::ByteWriter writer;
  writer.put(base::as_bytes("custody keystore "));
  writer.put(base::as_bytes(to_string(method.kind)));
  writer.put(base::as_bytes(" v1"));
  writer.put(store.bytes);
  writer.put(method.cost.memory_kib);
  writer.put(method.cost.passes);
  writer.put(method.cost.lanes);
  return std::move(writer).take();
}

// Its salt is new with each wrap, so each key seals one message and the nonce can be zero.
base::Result<crypto::AeadKey> wrapping_key(const UnlockMethod& method, const crypto::Secret& secret,
                                           const base::Id& store) {
  crypto::Secret stretched;
  if (method.kind == UnlockKind::Passphrase) {
    ASSIGN_OR_RETURN(stretched, crypto::derive_key(secret, method.salt, method.cost));
  }
  const auto input = stretched.empty() ? secret.reveal() : stretched.reveal();
  ASSIGN_OR_RETURN(const crypto::Secret key,
                   crypto::hkdf(method.salt, input, method_info(method, store), 32));
  return crypto::AeadKey::from(key);
}

const char* why_wrong(UnlockKind kind) {
  switch (kind) {
    case UnlockKind::Credential:
      return "the unlock credential is not this keystore's";
    case UnlockKind::Passphrase:
      return "wrong passphrase";
    case UnlockKind::Tpm:
    case UnlockKind::TpmPin:
      break;
  }
  return "the TPM holds another keystore's secret";
}

}  // namespace

std::string_view to_string(UnlockKind kind) {
  switch (kind) {
    case UnlockKind::Credential:
      return "credential";
    case UnlockKind::Passphrase:
      return "passphrase";
    case UnlockKind::Tpm:
      return "tpm";
    case UnlockKind::TpmPin:
      return "tpm-pin";
  }
  return "";
}

std::optional<UnlockKind> parse_unlock_kind(std::string_view text) {
  for (const UnlockKind kind : kUnlockKinds) {
    if (to_string(kind) == text) return kind;
  }
  return std::nullopt;
}

bool is_unattended(UnlockKind kind) {
  return kind == UnlockKind::Credential || kind == UnlockKind::Tpm;
}

bool needs_tpm(UnlockKind kind) {
  return kind == UnlockKind::Tpm || kind == UnlockKind::TpmPin;
}

base::Result<void> check_unlock_secret(UnlockKind kind, const crypto::Secret& secret) {
  std::size_t min = kTpmUnlockSecretBytes;
  std::size_t max = kTpmUnlockSecretBytes;
  const char* what = "the TPM's secret";
  if (kind == UnlockKind::Credential) {
    min = kUnlockCredentialBytesMin;
    max = kUnlockCredentialBytesMax;
    what = "the unlock credential";
  } else if (kind == UnlockKind::Passphrase) {
    min = kUnlockPassphraseBytesMin;
    max = crypto::kPasswordBytesMax;
    what = "the passphrase";
  }
  if (secret.size() >= min && secret.size() <= max) return {};
  return Error{ErrorKind::InvalidInput, std::string{what} + " needs " + std::to_string(min) +
                                            " to " + std::to_string(max) + " bytes"};
}

base::Result<UnlockMethod> make_unlock_method(UnlockKind kind, const crypto::Secret& secret,
                                              const crypto::Argon2idCost& cost,
                                              const base::Id& store, const crypto::Secret& master) {
  RETURN_IF_ERROR(check_unlock_secret(kind, secret));
  UnlockMethod method;
  method.kind = kind;
  if (kind == UnlockKind::Passphrase) method.cost = cost;
  const crypto::Secret salt = crypto::Secret::random(method.salt.size());
  std::ranges::copy(salt.reveal(), method.salt.begin());
  ASSIGN_OR_RETURN(auto key, wrapping_key(method, secret, store));
  ASSIGN_OR_RETURN(const base::Bytes wrapped,
                   crypto::seal(key, crypto::Nonce{}, {}, master.reveal()));
  if (wrapped.size() != method.wrapped_master.size()) {
    return Error{ErrorKind::InvalidInput, "a master key has 32 bytes"};
  }
  std::ranges::copy(wrapped, method.wrapped_master.begin());
  return method;
}

base::Result<crypto::Secret> open_unlock_method(const UnlockMethod& method,
                                                const crypto::Secret& secret,
                                                const base::Id& store) {
  const Error wrong{ErrorKind::Denied, why_wrong(method.kind)};
  if (!check_unlock_secret(method.kind, secret)) return wrong;
  ASSIGN_OR_RETURN(auto key, wrapping_key(method, secret, store));
  crypto::Secret master{method.wrapped_master.size() - crypto::kAeadTagBytes};
  if (!crypto::open_into(key, crypto::Nonce{}, {}, method.wrapped_master,
                         master.reveal_for_writing())) {
    return wrong;
  }
  return master;
}

}  // namespace appliance

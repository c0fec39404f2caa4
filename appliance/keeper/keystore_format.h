// The keystore's bytes: what may be read while it is locked, how it is unlocked, the sealed private
// keys, and the day keys, which grow while it is locked. Pure; safe from any thread.
//
// Nothing here opens or trusts anything: keystore.h does. Specification: docs/design/keystore.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "crypto/password/password_cost.h"
#include "crypto/secret.h"
#include "storage/segment/fields.h"
#include "storage/segment/volume_files_format.h"

namespace appliance {

inline constexpr std::size_t kKeystoreBytesMax = std::size_t{32} << 20;
inline constexpr std::size_t kUnlockMethodsMax = 8;
inline constexpr std::size_t kDayEntriesMax = 65'536;
inline constexpr std::size_t kKeystoreCertificateBytesMax = 4096;
inline constexpr std::size_t kPrivatePartBytesMax = 8192;
inline constexpr std::size_t kTpmObjectBytesMax = 2048;
inline constexpr std::size_t kRecipientsMax = 16;        // at a time
inline constexpr std::size_t kRecipientRecordsMax = 64;  // those that were removed included
inline constexpr std::size_t kRecipientLabelBytesMax = 64;

enum class UnlockKind : std::uint8_t { Credential = 1, Passphrase = 2, Tpm = 3, TpmPin = 4 };
inline constexpr std::array kUnlockKinds{UnlockKind::Credential, UnlockKind::Passphrase,
                                         UnlockKind::Tpm, UnlockKind::TpmPin};

// The master key, wrapped under what somebody or something has to give.
struct UnlockMethod {
  UnlockKind kind = UnlockKind::Credential;
  std::array<std::uint8_t, 16> salt{};
  crypto::Argon2idCost cost{0, 0, 0};  // of a passphrase; zeros else
  storage::WrappedKey wrapped_master{};
  base::Bytes tpm_object{};  // what the TPM opens, at most kTpmObjectBytesMax; empty without one

  bool operator==(const UnlockMethod&) const = default;
};

// Somebody outside to whom day keys are wrapped, so that footage survives this machine. Of one that
// was removed its certificate is gone, but not that it held wraps.
struct Recipient {
  base::Id key{};  // storage::key_id_of() its public key
  base::Ticks added{};
  std::optional<base::Ticks> removed{};
  std::string label{};        // 1 to kRecipientLabelBytesMax bytes
  base::Bytes certificate{};  // DER, while it was not removed

  bool operator==(const Recipient&) const = default;
};

// Readable while locked; whoever unlocks finds out whether it was changed meanwhile.
struct KeystorePublicPart {
  base::Id store{};
  base::Ticks created{};
  bool recovery_proven = false;
  storage::Point site{};
  storage::Point recovery{};
  storage::Point journal{};
  base::Bytes evidence_certificate{};   // DER
  base::Bytes ca_certificate{};         // DER
  std::vector<Recipient> recipients{};  // in the order they were added

  bool operator==(const KeystorePublicPart&) const = default;
};

// One camera's key of one day: what the recorder was given, and the private half for us alone.
struct DayEntry {
  storage::WrapsFile wraps{};
  storage::Point encapsulated{};      // HPKE enc, to the site key
  storage::WrappedKey wrapped_key{};  // the private scalar

  bool operator==(const DayEntry&) const = default;
};

struct KeystoreFile {
  KeystorePublicPart public_part{};
  std::vector<UnlockMethod> methods{};  // at most kUnlockMethodsMax, one of each kind
  std::array<std::uint8_t, 32> salt{};  // of the sealing key: new at each sealing
  base::Bytes sealed{};                 // the private part, and its tag
  std::vector<DayEntry> days{};         // in the order of minting; at most kDayEntriesMax

  bool operator==(const KeystoreFile&) const = default;
};

base::Bytes marshal(const KeystoreFile& file);

// Inverse of marshal(). ErrorKind::InvalidInput is a format that this reader does not know.
base::Result<KeystoreFile> parse_keystore(base::ByteView bytes);

// Everything before the sealed bytes: what they are bound to.
base::Bytes sealing_context(const KeystoreFile& file);

// What HPKE binds a day key's private half to.
base::Bytes day_key_info(const storage::WrapsFile& day);

// SHA-256 over the first `count` day entries.
storage::Digest digest_of_days(const std::vector<DayEntry>& days, std::size_t count);

// What is sealed. Scalars are 32 bytes; the others PKCS#8.
struct KeystorePrivatePart {
  crypto::Secret site;
  crypto::Secret recovery;  // empty once it was proven
  crypto::Secret evidence;
  crypto::Secret site_ca;
  crypto::Secret journal;
  std::uint32_t days = 0;         // how many day entries were there at the sealing
  storage::Digest days_digest{};  // digest_of_days() of them
};

crypto::Secret marshal(const KeystorePrivatePart& part);
base::Result<KeystorePrivatePart> parse_private_part(base::ByteView bytes);  // inverse

}  // namespace appliance

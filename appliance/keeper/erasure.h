// What the keeper states about keys it destroyed: the certificate of erasure, and the order that is
// on the disk before the first key goes, so that a crash in between is finished and not forgotten.
// Pure; safe from any thread. Specification: docs/design/keystore.md, "Erasure".
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "appliance/keeper/keystore_format.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/json/json.h"
#include "base/random_id.h"
#include "base/result.h"

namespace appliance {

inline constexpr std::size_t kErasureBytesMax = std::size_t{48}
                                                << 20;  // an order, or a certificate

enum class ErasureScope { CameraDay, Camera, Everything };

struct ErasureOrder {
  ErasureScope scope = ErasureScope::CameraDay;
  base::Id camera{};  // not of everything
  base::Day day = 0;  // of a camera-day
  std::string actor{};
  std::string reason{};

  bool covers(const DayEntry& entry) const;
};

// As it stands in certificates: "camera-day", "camera", "everything".
std::string_view to_string(ErasureScope scope);
std::optional<ErasureScope> parse_erasure_scope(std::string_view text);

struct ErasureFacts {
  base::Id id{};
  base::WallTime ordered{};
  std::uint64_t journal_line = 0;  // in which it was ordered
};

// Canonical JSON: which keys, who ever held a wrap of them, what cannot be proven.
std::string erasure_certificate(const ErasureOrder& order, const ErasureFacts& facts,
                                const KeystorePublicPart& site,
                                const std::vector<const DayEntry*>& erased);

// Certificate and its detached CMS signature, as they wait for the keys to go.
struct PendingErasure {
  base::Id id{};
  base::Id store{};  // of the keystore that it is about
  ErasureOrder order{};
  std::string certificate{};
  base::Bytes signature{};  // CMS, DER
};

// The ids of the keys that a certificate names; none when it is not one.
std::set<std::string> keys_named_in(std::string_view certificate);

base::Bytes marshal(const PendingErasure& pending);
base::Result<PendingErasure> parse_pending_erasure(base::ByteView bytes);  // inverse

}  // namespace appliance

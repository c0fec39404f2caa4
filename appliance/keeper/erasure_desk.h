// Destroying keys on order: of a camera's day, of a camera, of everything. The order is in the
// journal and its certificate signed and on the disk before the first key goes; whatever interrupts
// it, it is finished at the next start or unlock, and never half done.
//
// Only keys go here. Segments that nothing opens any more are the recorder's to remove.
// One thread at a time. Specification: docs/design/keystore.md, "Erasure".
#pragma once

#include <string>
#include <vector>

#include "appliance/keeper/erasure.h"
#include "appliance/keeper/export_grants.h"
#include "appliance/keeper/keeper.h"
#include "base/result.h"

namespace appliance {

inline constexpr std::size_t kErasureReasonBytesMax = 256;

struct SignedErasure {
  base::Id id{};
  std::string certificate{};  // canonical JSON
  base::Bytes signature{};    // detached CMS by the evidence key, DER
};

class ErasureDesk {
 public:
  ErasureDesk(Keeper& keeper, ExportGrants& grants) : keeper_{keeper}, grants_{grants} {}

  // Returns when the keys are gone. A day is erased once it is over; a camera and everything at
  // once, the days ahead included, which are minted anew when they are asked for. NotFound: no key
  // of that. Unavailable: locked.
  base::Result<SignedErasure> erase(const ErasureOrder& order);

  // What was ordered and cut short (Keeper::kPendingErasureName); nothing when there is none, or
  // the keys it needs are locked.
  base::Result<void> finish_pending();
  void finish_pending_or_tell();  // K341 when it could not

  std::vector<std::string> list() const;  // ids of certificates
  base::Result<SignedErasure> find(const base::Id& id) const;

  // A new site key; every day key is sealed to it.
  base::Result<void> rotate(const std::string& actor);

 private:
  base::Result<void> check(const ErasureOrder& order) const;
  base::Result<void> carry_out(const PendingErasure& pending);
  std::string certificate_path(const base::Id& id, const char* ending) const;

  Keeper& keeper_;
  ExportGrants& grants_;
};

}  // namespace appliance

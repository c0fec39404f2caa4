// The keeper's verbs as they stand on its control socket: names, who may use them, what arguments
// and bodies they take. The answers: docs/design/keystore.md, "Verbs".
//
// Handlers run on the main thread, one at a time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "appliance/keeper/erasure_desk.h"
#include "appliance/keeper/evidence_desk.h"
#include "appliance/keeper/export_grants.h"
#include "appliance/keeper/footage_keys.h"
#include "appliance/keeper/keeper.h"
#include "base/ipc/message.h"
#include "base/result.h"

namespace appliance {

inline constexpr const char* kControlUser = "custodyd";
inline constexpr const char* kRecorderUser = "custody-recorder";

struct KeeperVerb {
  std::string name;
  std::vector<std::string> users;  // besides root and the keeper's own user
  std::function<base::Result<base::ipc::Reply>(base::ipc::Payload)> answer;
};

// Outlives the verbs.
struct KeeperParts {
  Keeper& keeper;
  FootageKeys& footage;
  EvidenceDesk& desk;
  ExportGrants& grants;
  ErasureDesk& erasures;
};

// All of them but append_journal, which answers late
// (keeper_service.h).
std::vector<KeeperVerb> keeper_verbs(const KeeperParts& parts);

// Those about the keys' own life: unlocking, recipients, rotation, erasure, grants.
std::vector<KeeperVerb> key_life_verbs(const KeeperParts& parts);

}  // namespace appliance

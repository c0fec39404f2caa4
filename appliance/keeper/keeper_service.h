// A keeper as part of a daemon: its verbs on the control socket, and the journal's lines that wait
// for a sync, and the end of a session that nobody uses. append_journal is answered when its line
// survives power loss; lines that come within a moment share one sync.
//
// Runs on the main thread.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "appliance/keeper/erasure_desk.h"
#include "appliance/keeper/evidence_desk.h"
#include "appliance/keeper/export_grants.h"
#include "appliance/keeper/footage_keys.h"
#include "appliance/keeper/keeper.h"
#include "base/process/control_service.h"
#include "base/process/service.h"

namespace appliance {

class KeeperService : public base::Service {
 public:
  // Registers the verbs with `control`, which outlives this and starts before it. Corrupt when the
  // keeper's grants are not readable.
  static base::Result<std::unique_ptr<KeeperService>> make(std::unique_ptr<Keeper> keeper,
                                                           base::ControlService& control);

  std::string_view name() const override { return "keeper"; }
  base::Result<void> start() override { return {}; }
  base::Result<void> stop(base::SteadyTime deadline) override;  // syncs and answers what waits
  std::optional<base::SteadyTime> next_time() const override;
  void on_ready() override;

 private:
  KeeperService(std::unique_ptr<Keeper> keeper, ExportGrants grants, base::ControlService& control);

  void append_journal(const base::ipc::Request& request);

  std::unique_ptr<Keeper> keeper_;
  base::ControlService& control_;
  ExportGrants grants_;
  FootageKeys footage_;
  EvidenceDesk desk_;
  ErasureDesk erasures_;
};

}  // namespace appliance

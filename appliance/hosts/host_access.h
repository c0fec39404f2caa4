// Whom the device lets in: the host table in force, asked by every listener before TLS.
//
// A table that cannot be read lets nobody in but the console, and says so (A340); saving one anew
// mends it. Refusals are told to the AccessLog. Open connections are revisited, through the hooks
// of on_change(), whenever somebody may have lost access: a new table, or a row that expired.
// Safe from any thread; apply() by one at a time. Only apply() and look() wait for a disk.
// Specification: docs/design/host-access.md.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "appliance/access/access_log.h"
#include "appliance/change/changeable.h"
#include "appliance/hosts/host_rules.h"
#include "appliance/hosts/host_store.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/guarded.h"

namespace appliance {

class HostAccess : public Changeable {
 public:
  struct Parts {  // all outlive this
    base::FileSystem& files;
    const base::Clock& clock;
    AccessLog& log;
  };
  struct Snapshot {
    HostTable table{};
    std::int64_t revision = 0;
    bool readable = true;
  };

  // The database at `path`; one that cannot be read is left where it is until a table is saved.
  HostAccess(const Parts& parts, std::string path);

  Judgement judge(const http::Peer& peer, HostService service) const;
  // For http::ServerOptions::accepts: judges, and tells of refusals.
  std::function<bool(const http::Peer&)> gate(HostService service);

  Snapshot snapshot() const;
  std::shared_ptr<const HostRules> rules() const;

  // Before listeners open. Called on the threads that apply and look; must not block.
  void on_change(std::function<void()> hook) { hooks_.push_back(std::move(hook)); }

  // Now and then: tells of rows that expire, and of those that have to the hooks.
  void look();

  std::string_view name() const override { return "host-access"; }
  base::Result<base::Bytes> current() override;
  // value_of()'s. Exists: the table was changed since it was made from.
  base::Result<void> apply(base::ByteView value) override;
  static base::Bytes value_of(const HostTable& table, std::optional<std::int64_t> made_from);

 private:
  struct InForce {
    Snapshot snapshot;
    std::shared_ptr<const HostRules> rules;
  };

  void load();
  base::Result<void> reopen();
  std::shared_ptr<const HostRules> rules_at(base::WallTime now) const;
  void call_hooks();
  void put_in_force(HostTable table, std::int64_t revision);
  void tell_of_expiry(const Snapshot& now_in_force);

  Parts parts_;
  std::string path_;
  base::Guarded<std::optional<HostStore>> store_;
  mutable base::Guarded<InForce> in_force_;
  base::Guarded<std::shared_ptr<const HostRules>> seen_by_hooks_;
  std::vector<std::function<void()>> hooks_;
};

}  // namespace appliance

// Host access and the desk for risky changes as one part of a daemon, the same in all of them.
//
//   HostGate gate{{files, clock, log}, folder};
//   RETURN_IF_ERROR(gate.restore());            // before anything listens
//   options.accepts = gate.gate("https", HostService::Web);
//   gate.access().on_change([&] { server.revisit(); });
//
// Its thread looks for rows that expire and keeps the kernel's filter, where there is one, the same
// as the rules in force. Started before the listeners, stopped after them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "appliance/change/change_desk.h"
#include "appliance/change/change_routes.h"
#include "appliance/exposure/exposure.h"
#include "appliance/host/filter_sender.h"
#include "appliance/hosts/host_access.h"
#include "base/bounded_queue.h"
#include "base/named_thread.h"
#include "base/process/service.h"
#include "base/random_id.h"
#include "web/http/route.h"

namespace appliance {

class HostGate : public base::Service {
 public:
  struct Parts {  // all outlive this
    base::FileSystem& files;
    const base::Clock& clock;
    AccessLog& log;
  };
  struct Options {
    std::chrono::milliseconds look_every = std::chrono::seconds{2};
    // Whom to ask that the kernel refuses as well; nobody: the listeners alone do.
    std::optional<FilterSender::Options> filter{};
    std::chrono::milliseconds filter_retry = std::chrono::seconds{10};
  };

  // Keeps hosts.db and change-undo in `folder`.
  HostGate(const Parts& parts, const std::string& folder, Options options);
  ~HostGate() override;

  HostAccess& access() { return access_; }
  Exposure& exposure() { return exposure_; }
  // For the options of a listener of ours, which is exposure().locate()d once it is made.
  Exposure::Gate gate(const std::string& listener, HostService service) {
    return exposure_.watch(listener, access_.gate(service));
  }
  ChangeDesk& desk() { return desk_; }  // other settings are added before restore()

  base::Result<void> restore() { return desk_.restore(); }

  // The operations about all three. `ids` outlives the routes.
  std::vector<http::Route> routes(base::IdSource& ids, PasswordProof proof);

  std::string_view name() const override { return "host-gate"; }
  base::Result<void> start() override;
  base::Result<void> stop(base::SteadyTime deadline) override;

 private:
  void run();
  void keep_filter();

  Parts parts_;
  Options options_;
  HostAccess access_;
  Exposure exposure_;
  ChangeDesk desk_;
  std::optional<FilterSender> filter_;
  // The gate's thread alone:
  std::shared_ptr<const HostRules> filtered_;
  base::SteadyTime next_try_{};
  std::string filter_trouble_;

  base::BoundedQueue<int> wakes_{{.count_max = 8, .bytes_max = 8}};
  base::NamedThread thread_;
};

}  // namespace appliance

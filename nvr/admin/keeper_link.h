// custodyd's line to the keeper, and what has to be done now and then: knows how the keeper is,
// sends journal lines that wait, has the certificate renewed, writes sessions down.
//
// Two threads: a base::Caller's and one that looks every few seconds. Safe from any thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/log/logger.h"
#include "base/named_thread.h"
#include "base/process/caller.h"
#include "base/process/service.h"
#include "nvr/admin/journal_sender.h"
#include "nvr/admin/keeper_client.h"
#include "nvr/admin/site_certificate.h"

namespace nvr {

class KeeperLink : public base::Service {
 public:
  struct Options {
    std::string socket;
    std::chrono::milliseconds look_every = std::chrono::seconds{2};
    std::chrono::milliseconds chores_every = std::chrono::minutes{5};
  };
  struct Hooks {  // called on the link's thread, at start on the main
                  // thread, and state_changed on whichever refreshes
    std::function<void()> state_changed{};
    std::function<void()> certificate_changed{};
    std::function<void()> chores{};
  };

  // `certificate` and `clock` outlive the link.
  KeeperLink(Options options, SiteCertificate& certificate, const base::Logger& logger,
             const base::Clock& clock);
  ~KeeperLink() override;

  void set_hooks(Hooks hooks) { hooks_ = std::move(hooks); }  // before start()

  std::string_view name() const override { return "keeper-link"; }
  // Looks once before it returns, so that a keeper that is there has certified us by then.
  base::Result<void> start() override;
  base::Result<void> stop(base::SteadyTime deadline) override;

  std::optional<KeeperState> state() const;  // none: it does not answer
  void refresh();  // asks it now, because something was done that changes its state

  KeeperClient& client() { return client_; }
  JournalSender& journal() { return journal_; }

 private:
  void run();
  void look();
  std::optional<KeeperState> ask();
  void renew_certificate();

  Options options_;
  SiteCertificate& certificate_;
  base::Logger logger_;
  const base::Clock& clock_;
  Hooks hooks_;
  base::Caller caller_;
  KeeperClient client_;
  JournalSender journal_;
  base::Guarded<std::optional<KeeperState>> state_;
  base::BoundedQueue<int> wakes_;
  base::NamedThread thread_;
  std::atomic<bool> renew_soon_{false};
  base::SteadyTime next_renewal_{};
  std::string renewal_trouble_;
};

}  // namespace nvr

// The certificates of a device as one part of a daemon, the same in all of them: what is kept, what
// its listeners show, and the word in time before something of it ends.
//
//   ASSIGN_OR_RETURN(auto certificates, DeviceCertificates::open(world, desk, own, options));
//   RETURN_IF_ERROR(desk.restore());            // before anything listens
//   ASSIGN_OR_RETURN(auto tls, certificates->tls_context({"http/1.1"}));
//   certificates->on_change({"http/1.1"}, [&](auto tls) { server.set_tls_context(tls); });
//
// Whoever connects after a change is shown the new certificate; connections that are open go on.
// Started before the listeners, stopped after them. Safe from any thread but where it says
// otherwise. Specification: docs/design/certificates.md.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "appliance/access/device_access.h"
#include "appliance/certificates/certificate_store.h"
#include "appliance/certificates/ending_watch.h"
#include "appliance/certificates/web_identity.h"
#include "appliance/change/change_desk.h"
#include "base/bounded_queue.h"
#include "base/guarded.h"
#include "base/named_thread.h"
#include "base/process/service.h"
#include "crypto/tls/tls_context.h"
#include "web/http/route.h"

namespace appliance {

class DeviceCertificates : public base::Service {
 public:
  // What every device has from its first start, shown as long as nothing is chosen.
  struct Own {
    const crypto::PrivateKey& key;                            // outlives this
    std::function<std::vector<crypto::Certificate>()> chain;  // of now; called from any thread
    std::chrono::days renews_before{};                        // its end, by itself; 0: never
  };
  struct Options {
    std::string directory;  // of certificates.db and the device's key
    std::string device;     // as in DeviceAccess::Options
    std::chrono::milliseconds look_every = std::chrono::hours{1};
  };
  using Use = std::function<void(crypto::TlsContext)>;

  // Adds its setting to `desk`, which like `world` outlives this.
  static base::Result<std::unique_ptr<DeviceCertificates>> open(const DeviceAccess::World& world,
                                                                ChangeDesk& desk, Own own,
                                                                const Options& options);
  ~DeviceCertificates() override;

  CertificateStore& store() { return *store_; }
  crypto::Certificate shown() const;  // the server's own, of what the listeners show

  // For a listener that speaks `protocols`, as TlsServerOptions has them.
  base::Result<crypto::TlsContext> tls_context(const std::vector<std::string>& protocols) const;
  // `use` gets what takes its place, on the thread that changes it, and must not block. Before
  // start().
  void on_change(std::vector<std::string> protocols, Use use);
  void own_changed() { show(); }

  std::vector<http::Route> routes();

  std::string_view name() const override { return "certificates"; }
  base::Result<void> start() override;
  base::Result<void> stop(base::SteadyTime deadline) override;

 private:
  struct Listener {
    std::vector<std::string> protocols;
    Use use;
  };

  DeviceCertificates(const DeviceAccess::World& world, ChangeDesk& desk, Own own,
                     std::unique_ptr<CertificateStore> store, std::chrono::milliseconds look_every);
  std::optional<ServerIdentity> chosen() const;  // what is chosen and can be shown
  void show();
  void run();

  const base::Clock& clock_;
  AccessLog& log_;
  ChangeDesk& desk_;
  Own own_;
  std::unique_ptr<CertificateStore> store_;
  WebIdentity web_;
  // Held from looking what is to be shown until all show it, so that of two changes the later wins.
  base::Guarded<std::vector<Listener>> listeners_;
  EndingWatch endings_;  // the thread's alone
  std::chrono::milliseconds look_every_;
  base::BoundedQueue<int> wakes_{{.count_max = 1, .bytes_max = 1}};  // closed to end the thread
  base::NamedThread thread_;
};

}  // namespace appliance

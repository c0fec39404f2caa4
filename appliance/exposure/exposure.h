// What of this machine can be reached from a network: every open socket that the kernel knows of
// here, which of them are ours and what for, and when each was last used (R078).
//
// The kernel's tables are the truth; what a daemon says about its own listeners only explains them.
// A socket nobody explains is another program's, and is told all the same.
// Safe from any thread; list() reads files.
// Specification: docs/design/exposure.md.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "appliance/exposure/socket_table_parser.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/guarded.h"
#include "web/http/server_options.h"

namespace appliance {

struct ExposedSocket {
  OpenSocket socket{};
  std::string service{};  // "https"; empty: none of ours
  std::optional<base::WallTime> last_used{};

  bool operator==(const ExposedSocket&) const = default;
};

class Exposure {
 public:
  using Gate = std::function<bool(const http::Peer&)>;
  // Where a listener is now; asked whenever the list is.
  using Endpoints = std::function<std::vector<http::Endpoint>()>;

  // Both outlive this. `tables` is /proc/self/net but in tests.
  Exposure(base::FileSystem& files, const base::Clock& clock,
           std::string tables = "/proc/self/net");

  // A listener of ours: first its gate, which notes from then on when it lets somebody in; then,
  // once there is a server, where it listens.
  Gate watch(const std::string& service, Gate gate);
  void locate(const std::string& service, Endpoints endpoints);

  // In order of port and address.
  base::Result<std::vector<ExposedSocket>> list() const;

 private:
  struct Listener {
    Endpoints endpoints;
    // The epoch: nobody came yet.
    std::shared_ptr<std::atomic<base::WallTime>> last_used =
        std::make_shared<std::atomic<base::WallTime>>(base::WallTime{});
  };

  base::FileSystem& files_;
  const base::Clock& clock_;
  std::string tables_;
  base::Guarded<std::map<std::string, Listener>> listeners_;
};

}  // namespace appliance

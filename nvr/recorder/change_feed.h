// Tells followers what changed: rows of the catalog, numbered, from where each of them stands.
//
// Rows are read on the catalog thread in small pages and pushed at a pace that a follower who reads
// keeps up with; one who does not is cut off by the control socket, and resumes by number. Main
// thread only, but for changed(). Specification: docs/design/change-stream.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/process/control_service.h"
#include "nvr/recorder/catalog_thread.h"

namespace nvr {

class ChangeFeed {
 public:
  static constexpr std::size_t kRowsAtOnce = 128;

  // Both outlive this.
  ChangeFeed(base::ControlService& control, CatalogThread& catalog)
      : control_{control}, catalog_{catalog} {}

  // The verb `follow`.
  void follow(const base::ipc::Request& request);
  void drop(base::ipc::ConnectionId connection);
  void changed();  // any thread: there are rows that were not told

 private:
  struct Follower {
    base::ipc::ReplyTo to{};
    std::uint64_t told = 0;
    bool started = false;
    bool reading = false;
  };
  struct Page {
    bool reset = false;
    base::Id epoch{};
    std::vector<base::Json> rows{};
    std::uint64_t last = 0;
    bool more = false;
  };

  void read(Follower& follower);
  void tell(base::ipc::ReplyTo to, const Page& page);
  Follower* find(base::ipc::ReplyTo to);

  base::ControlService& control_;
  CatalogThread& catalog_;
  std::vector<Follower> followers_;
};

}  // namespace nvr

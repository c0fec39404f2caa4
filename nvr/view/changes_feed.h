// Tells every open page what changed: the listeners of /ws/changes.
//
// The first message of each is `reset`, so that a page that was away asks for everything again. Who
// does not read is closed and comes back. A listener whose session ended is closed. Safe from any
// thread; never blocks.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "base/guarded.h"
#include "base/json/json.h"
#include "base/random_id.h"
#include "web/http/websocket.h"

namespace nvr {

class ChangesFeed {
 public:
  // Whether whoever listens still may, and may know of a camera; called for each message.
  using StillMay = std::function<bool(const std::optional<base::Id>& camera)>;

  ChangesFeed() : shared_{std::make_shared<Shared>()} {}

  std::unique_ptr<http::WebSocketSession> open(StillMay still_may);
  void publish(const base::Json& message);
  void check_sessions();  // now and then: closes whose session ended meanwhile

 private:
  struct Listener {
    http::WebSocketSender sender;
    StillMay still_may;
  };
  // Outlives the feed as long as a socket does.
  struct Shared {
    base::Guarded<std::map<std::uint64_t, Listener>> listeners;
    std::uint64_t next = 1;  // under the same guard
  };
  class Session;

  std::map<std::uint64_t, Listener> listeners() const;

  std::shared_ptr<Shared> shared_;
};

}  // namespace nvr

// Live pictures over WebSockets: one ring of the recorder for each stream that is watched, shared
// by all who watch it.
//
// A thread of its own reads the rings. A stream is asked for when its first viewer comes and given
// back when its last one goes; while it does not come, viewers are told within two seconds and it
// is asked for again. Safe from any thread. Specification: docs/design/live-view.md; the rings:
// docs/design/live-ring.md.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/ipc/event_loop.h"
#include "base/log/logger.h"
#include "base/named_thread.h"
#include "base/process/caller.h"
#include "base/process/service.h"
#include "base/random_id.h"
#include "nvr/live/live_ring_reader.h"
#include "nvr/view/live_viewers.h"

namespace nvr {

class LiveRoom : public base::Service {
 public:
  struct StreamName {
    base::Id camera{};
    std::string stream{};

    auto operator<=>(const StreamName&) const = default;
  };
  struct Sources {
    base::Caller& recorder;
    // Counts the recorder's lives: what an earlier one gave is dead.
    std::function<std::uint64_t()> recorder_session;
    // Why a stream does not come, as the view knows it.
    std::function<std::string(const StreamName&)> reason;
  };

  // What is in `sources`, and `clock`, outlive the room.
  LiveRoom(Sources sources, const base::Logger& logger, const base::Clock& clock);
  ~LiveRoom() override;

  std::string_view name() const override { return "live"; }
  base::Result<void> start() override;
  base::Result<void> stop(base::SteadyTime deadline) override;

  std::unique_ptr<http::WebSocketSession> open(StreamName stream, LiveViewers::StillMay still_may);

 private:
  class Session;
  // Lets sockets outlive the room.
  struct Door {
    base::Guarded<LiveRoom*> room;
  };
  struct Watched {
    LiveMuxer muxer;
    LiveViewers viewers;
    std::optional<LiveRingReader> ring;
    base::UniqueFd bell;
    base::ipc::EventLoop::WatchId watch = 0;
    std::uint64_t session = 0;  // of the recorder that gave the ring
    bool asked = false;
    base::SteadyTime heard{};  // last picture
    base::WallTime heard_at{};
  };

  void post(std::function<void()> call) { loop_.post(std::move(call)); }
  // On the room's thread:
  void enter(std::uint64_t viewer, const StreamName& name, http::WebSocketSender sender,
             LiveViewers::StillMay still_may);
  void leave(std::uint64_t viewer, const StreamName& name);
  void ask(const StreamName& name, Watched& watched);
  void take(const StreamName& name, base::Result<base::ipc::Reply> reply);
  void read(const StreamName& name);
  void let_go(Watched& watched);
  void look_after();
  void look_after(const StreamName& name, Watched& watched);

  Sources sources_;
  base::Logger logger_;
  const base::Clock& clock_;
  std::shared_ptr<Door> door_;
  base::ipc::EventLoop loop_;
  std::map<StreamName, Watched> watched_;
  std::atomic<std::uint64_t> next_viewer_{1};
  base::NamedThread thread_;
};

}  // namespace nvr

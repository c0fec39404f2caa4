#include "nvr/view/live_room.h"

#include <unistd.h>

#include <utility>

namespace nvr {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookAfterEvery = 500ms;
// A tile says within two seconds that its stream is lost.
constexpr auto kSilenceMax = 1500ms;
constexpr auto kLiveTimeout = 5s;
constexpr std::size_t kDescriptorsOfLive = 2;
constexpr int kEntriesAtOnce = 256;  // of one ring, before others have their turn

base::Json live_arguments(const LiveRoom::StreamName& name) {
  base::Json arguments;
  arguments["camera"] = base::to_string(name.camera);
  arguments["stream"] = name.stream;
  return arguments;
}

}  // namespace

// A viewer's socket; its calls come on the reactor's thread and are handed on.
class LiveRoom::Session : public http::WebSocketSession {
 public:
  Session(std::shared_ptr<Door> door, std::uint64_t id, StreamName name,
          LiveViewers::StillMay still_may)
      : door_{std::move(door)}, id_{id}, name_{std::move(name)}, still_may_{std::move(still_may)} {}

  void on_open(http::WebSocketSender sender) override {
    door_->room.with([&](LiveRoom*& room) {
      if (room == nullptr) return sender.close(http::CloseCode::GoingAway);
      room->post([room, id = id_, name = name_, sender = std::move(sender),
                  still_may = std::move(still_may_)] { room->enter(id, name, sender, still_may); });
    });
  }
  void on_text(std::string_view) override {}
  void on_binary(base::ByteView) override {}
  void on_close(http::CloseCode) override {
    door_->room.with([&](LiveRoom*& room) {
      if (room != nullptr) room->post([room, id = id_, name = name_] { room->leave(id, name); });
    });
  }

 private:
  std::shared_ptr<Door> door_;
  std::uint64_t id_;
  StreamName name_;
  LiveViewers::StillMay still_may_;
};

LiveRoom::LiveRoom(Sources sources, const base::Logger& logger, const base::Clock& clock)
    : sources_{std::move(sources)},
      logger_{logger},
      clock_{clock},
      door_{std::make_shared<Door>()},
      loop_{clock} {}

LiveRoom::~LiveRoom() {
  (void)stop({});
}

base::Result<void> LiveRoom::start() {
  door_->room.with([this](LiveRoom*& room) { room = this; });
  loop_.post([this] { look_after(); });
  thread_ = base::NamedThread{"live", [this] { loop_.run(); }};
  return {};
}

base::Result<void> LiveRoom::stop(base::SteadyTime) {
  door_->room.with([](LiveRoom*& room) { room = nullptr; });
  if (!thread_.joinable()) return {};
  loop_.stop();
  thread_.join();
  for (auto& [name, watched] : watched_) let_go(watched);
  watched_.clear();
  return {};
}

std::unique_ptr<http::WebSocketSession> LiveRoom::open(StreamName stream,
                                                       LiveViewers::StillMay still_may) {
  return std::make_unique<Session>(door_, next_viewer_++, std::move(stream), std::move(still_may));
}

void LiveRoom::enter(std::uint64_t viewer, const StreamName& name, http::WebSocketSender sender,
                     LiveViewers::StillMay still_may) {
  const auto [found, fresh] = watched_.try_emplace(name);
  Watched& watched = found->second;
  watched.viewers.add(viewer, std::move(sender), std::move(still_may));
  if (!fresh) return;
  watched.heard = clock_.steady();
  watched.heard_at = clock_.wall();
  ask(name, watched);
}

void LiveRoom::leave(std::uint64_t viewer, const StreamName& name) {
  const auto found = watched_.find(name);
  if (found == watched_.end()) return;
  found->second.viewers.remove(viewer);
  if (!found->second.viewers.empty()) return;
  let_go(found->second);
  watched_.erase(found);
  sources_.recorder.start("live_end", {.arguments = live_arguments(name)}, kLiveTimeout,
                          [](const base::Result<base::ipc::Reply>&) {});
}

void LiveRoom::ask(const StreamName& name, Watched& watched) {
  if (std::exchange(watched.asked, true)) return;
  watched.session = sources_.recorder_session();
  sources_.recorder.start(
      "live", {.arguments = live_arguments(name)}, kLiveTimeout,
      [door = door_, name](base::Result<base::ipc::Reply> reply) {
        const auto told = std::make_shared<base::Result<base::ipc::Reply>>(std::move(reply));
        door->room.with([&](LiveRoom*& room) {
          if (room != nullptr)
            room->post([room, name, told] { room->take(name, std::move(*told)); });
        });
      });
}

void LiveRoom::take(const StreamName& name, base::Result<base::ipc::Reply> reply) {
  const auto found = watched_.find(name);
  if (found == watched_.end()) return;  // its viewers went meanwhile, and it was given back
  Watched& watched = found->second;
  watched.asked = false;
  if (!reply || reply->descriptors.size() != kDescriptorsOfLive || watched.ring) return;
  auto ring = LiveRingReader::open(std::move(reply->descriptors[0]));
  if (!ring) {
    logger_.log(base::Severity::Error, "live-ring-refused", {{"reason", ring.error().message}});
    return;
  }
  watched.ring.emplace(*std::move(ring));
  watched.bell = std::move(reply->descriptors[1]);
  watched.watch = loop_.watch(watched.bell.get(), {}, [this, name](base::ipc::Readiness) {
    const auto ringing = watched_.find(name);
    if (ringing == watched_.end()) return;
    std::uint64_t rings = 0;
    (void)!::read(ringing->second.bell.get(), &rings, sizeof rings);
    read(name);
  });
  read(name);
}

void LiveRoom::read(const StreamName& name) {
  Watched& watched = watched_.at(name);
  for (int i = 0; watched.ring && i < kEntriesAtOnce; ++i) {
    const auto entry = watched.ring->next();
    if (!entry) {
      logger_.log(base::Severity::Error, "live-ring-broken", {{"reason", entry.error().message}});
      return let_go(watched);
    }
    if (!*entry) return;
    const auto picture = watched.muxer.push(**entry);
    if (!picture || !*picture) continue;
    watched.heard = clock_.steady();
    watched.heard_at = clock_.wall();
    watched.viewers.show(**picture);
  }
  if (watched.ring)
    post([this, name] {
      if (watched_.contains(name)) read(name);
    });
}

void LiveRoom::let_go(Watched& watched) {
  if (watched.ring) loop_.unwatch(watched.watch);
  watched.ring.reset();
  watched.bell.reset();
}

void LiveRoom::look_after() {
  for (auto& [name, watched] : watched_) look_after(name, watched);
  loop_.at(clock_.steady() + kLookAfterEvery, [this] { look_after(); });
}

void LiveRoom::look_after(const StreamName& name, Watched& watched) {
  watched.viewers.check_sessions();
  if (watched.ring && watched.session != sources_.recorder_session()) let_go(watched);
  if (!watched.ring) ask(name, watched);
  if (clock_.steady() - watched.heard < kSilenceMax) return;
  watched.muxer.lost();
  watched.viewers.tell_lost(sources_.reason(name), watched.heard_at);
}

}  // namespace nvr

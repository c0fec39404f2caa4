#include "nvr/view/changes_feed.h"

#include <utility>

#include "nvr/view/change_messages.h"

namespace nvr {

class ChangesFeed::Session : public http::WebSocketSession {
 public:
  Session(std::shared_ptr<Shared> shared, StillMay still_may)
      : shared_{std::move(shared)}, still_may_{std::move(still_may)} {}

  void on_open(http::WebSocketSender sender) override {
    (void)sender.send(http::text_message(reset_message().dump()));
    shared_->listeners.with([&](auto& listeners) {
      id_ = shared_->next++;
      listeners.emplace(id_, Listener{std::move(sender), std::move(still_may_)});
    });
  }
  void on_text(std::string_view) override {}
  void on_binary(base::ByteView) override {}
  void on_close(http::CloseCode) override {
    shared_->listeners.with([&](auto& listeners) { listeners.erase(id_); });
  }

 private:
  std::shared_ptr<Shared> shared_;
  StillMay still_may_;
  std::uint64_t id_ = 0;
};

std::unique_ptr<http::WebSocketSession> ChangesFeed::open(StillMay still_may) {
  return std::make_unique<Session>(shared_, std::move(still_may));
}

std::map<std::uint64_t, ChangesFeed::Listener> ChangesFeed::listeners() const {
  return shared_->listeners.with([](const auto& listeners) { return listeners; });
}

void ChangesFeed::publish(const base::Json& message) {
  const auto text = http::text_message(message.dump());
  const base::Json* named = message.find("camera");
  std::optional<base::Id> camera;
  if (named != nullptr && named->as_string() != nullptr) {
    if (const auto id = base::parse_id(*named->as_string())) camera = *id;
  }
  for (const auto& [id, listener] : listeners()) {
    if (!listener.still_may(std::nullopt)) {
      listener.sender.close(http::CloseCode::PolicyViolation);
    } else if (camera && !listener.still_may(camera)) {
      continue;
    } else if (listener.sender.send(text) == http::WebSocketSender::Outcome::QueueFull) {
      listener.sender.close(http::CloseCode::TryAgainLater);
    }
  }
}

void ChangesFeed::check_sessions() {
  for (const auto& [id, listener] : listeners()) {
    if (!listener.still_may(std::nullopt)) listener.sender.close(http::CloseCode::PolicyViolation);
  }
}

}  // namespace nvr

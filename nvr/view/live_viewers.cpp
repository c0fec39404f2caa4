#include "nvr/view/live_viewers.h"

#include <utility>

#include "base/json/json.h"

namespace nvr {
namespace {

// Some seconds of a main stream; a socket holds twice that.
constexpr std::size_t kViewerBytesMax = std::size_t{4} << 20;
constexpr std::size_t kGroupBytesMax = kViewerBytesMax / 2;

}  // namespace

void LiveViewers::send(Viewer& viewer, const LiveMessage& message) {
  const bool full = viewer.sender.queued_bytes() > kViewerBytesMax ||
                    viewer.sender.send(message) == http::WebSocketSender::Outcome::QueueFull;
  if (full) viewer.waits_for_key = true;
}

void LiveViewers::begin(Viewer& viewer) {
  if (lost_) return send(viewer, lost_);
  if (!format_ || group_.empty()) return;
  viewer.waits_for_key = false;
  viewer.has_format = true;
  send(viewer, format_->text);
  send(viewer, format_->init);
  for (const LiveMessage& message : group_) send(viewer, message);
}

void LiveViewers::add(std::uint64_t viewer, http::WebSocketSender sender, StillMay still_may) {
  const auto [added, fresh] =
      viewers_.try_emplace(viewer, Viewer{std::move(sender), std::move(still_may)});
  if (fresh) begin(added->second);
}

void LiveViewers::show(const LivePicture& picture) {
  lost_.reset();
  if (picture.format) format_ = picture.format;
  if (picture.key) {
    group_.clear();
    group_bytes_ = 0;
  }
  group_bytes_ += picture.media->bytes.size();
  // Who comes while a group is longer than that waits for the next one.
  if (group_bytes_ > kGroupBytesMax) {
    group_.clear();
  } else if (picture.key || !group_.empty()) {
    group_.push_back(picture.media);
  }
  for (auto& [id, viewer] : viewers_) {
    if (picture.format) viewer.has_format = false;
    if (viewer.waits_for_key && !picture.key) continue;
    viewer.waits_for_key = false;
    if (!viewer.has_format) {
      viewer.has_format = true;
      send(viewer, format_->text);
      send(viewer, format_->init);
    }
    send(viewer, picture.media);
    if (viewer.waits_for_key) viewer.has_format = false;
  }
}

void LiveViewers::tell_lost(const std::string& reason, base::WallTime since) {
  if (lost_) return;
  base::Json text;
  text["type"] = "lost";
  text["reason"] = reason;
  text["since"] = base::format_rfc3339(since);
  lost_ = http::text_message(text.dump());
  group_.clear();
  for (auto& [id, viewer] : viewers_) {
    viewer.waits_for_key = true;
    viewer.has_format = false;
    (void)viewer.sender.send(lost_);
  }
}

void LiveViewers::check_sessions() {
  for (const auto& [id, viewer] : viewers_) {
    if (!viewer.still_may()) viewer.sender.close(http::CloseCode::PolicyViolation);
  }
}

}  // namespace nvr

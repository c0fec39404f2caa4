// Those who watch one stream: each gets the format, then pictures from a key picture on.
//
// Who comes late begins with the group under way; who is too slow goes on at the next key picture,
// and harms nobody else. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "nvr/view/live_muxer.h"
#include "web/http/websocket.h"

namespace nvr {

class LiveViewers {
 public:
  using StillMay = std::function<bool()>;

  void add(std::uint64_t viewer, http::WebSocketSender sender, StillMay still_may);
  void remove(std::uint64_t viewer) { viewers_.erase(viewer); }
  bool empty() const { return viewers_.empty(); }

  void show(const LivePicture& picture);
  // Once until the next picture.
  void tell_lost(const std::string& reason, base::WallTime since);
  void check_sessions();  // closes whose session ended

 private:
  struct Viewer {
    http::WebSocketSender sender;
    StillMay still_may;
    bool waits_for_key = true;
    bool has_format = false;
  };

  void send(Viewer& viewer, const LiveMessage& message);
  void begin(Viewer& viewer);

  std::map<std::uint64_t, Viewer> viewers_;
  std::optional<LiveFormat> format_;
  std::vector<LiveMessage> group_;  // since the last key picture
  std::size_t group_bytes_ = 0;
  LiveMessage lost_;
};

}  // namespace nvr

// Makes what a browser takes of what a live ring carries: a format (what it is, and its
// initialisation segment), then one fragment per picture.
//
// A format begins a new time line at zero. It comes first, when the camera's own format changed,
// and when time stepped or the stream was lost. Pure; one per watched stream. Messages are shared
// by all who watch.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "nvr/live/live_entry.h"
#include "web/http/websocket.h"

namespace nvr {

using LiveMessage = std::shared_ptr<const http::WebSocketMessage>;

struct LiveFormat {
  LiveMessage text;  // {"type":"format", ...}
  LiveMessage init;
};

// One picture, and the format before it when that is a new one.
struct LivePicture {
  std::optional<LiveFormat> format{};
  LiveMessage media;
  bool key = false;
};

class LiveMuxer {
 public:
  // Nothing: the entry makes no picture, or none can be shown before the next key picture.
  base::Result<std::optional<LivePicture>> push(const LiveEntry& entry);
  void lost() { begin_anew_ = true; }  // the next key picture begins a format

  const std::optional<LiveFormat>& format() const { return format_; }  // of the last picture

 private:
  base::Result<void> take_init(const base::Bytes& init);
  bool steps(const LiveHead& head) const;

  base::Bytes init_;                       // as stored
  std::optional<LiveFormat> next_format_;  // of the last init
  std::optional<LiveFormat> format_;
  bool begin_anew_ = true;
  std::uint64_t first_time_ = 0;
  std::uint64_t last_time_ = 0;
  std::uint32_t sequence_ = 0;
};

}  // namespace nvr

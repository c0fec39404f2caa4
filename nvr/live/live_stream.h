// The live pictures of one camera stream: a ring, and a bell for each who watches.
//
// The ring exists while somebody watches. Reactor's thread only. Specification:
// docs/design/live-ring.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "nvr/live/live_entry.h"
#include "nvr/live/live_ring_writer.h"

namespace nvr {

using WatcherId = std::uint64_t;

// What a watcher is given: the memory, and a descriptor that becomes readable (eventfd) when
// something was written.
struct LiveView {
  base::UniqueFd memory;
  base::UniqueFd bell;
};

class LiveStream {
 public:
  explicit LiveStream(std::uint64_t ring_bytes) : ring_bytes_{ring_bytes} {}

  base::Result<LiveView> attach(WatcherId watcher);
  void detach(WatcherId watcher);
  bool watched() const { return !bells_.empty(); }

  void set_init(const base::Bytes& init);
  void write(const LiveHead& head, std::span<const base::ByteView> parts);

 private:
  std::uint64_t ring_bytes_;
  std::optional<LiveRingWriter> ring_;
  base::Bytes init_;
  std::map<WatcherId, base::UniqueFd> bells_;
};

}  // namespace nvr

#include "nvr/live/live_stream.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>

#include "base/system_error.h"

namespace nvr {

base::Result<LiveView> LiveStream::attach(WatcherId watcher) {
  if (!ring_) {
    ASSIGN_OR_RETURN(auto made, LiveRingWriter::make(ring_bytes_));
    ring_.emplace(std::move(made));
    ring_->set_init(init_);
  }
  ASSIGN_OR_RETURN(auto memory, ring_->share());
  base::UniqueFd bell{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  if (!bell) return base::system_error(errno, "eventfd");
  base::UniqueFd theirs{::fcntl(bell.get(), F_DUPFD_CLOEXEC, 0)};
  if (!theirs) return base::system_error(errno, "dup");
  bells_[watcher] = std::move(bell);
  return LiveView{std::move(memory), std::move(theirs)};
}

void LiveStream::detach(WatcherId watcher) {
  bells_.erase(watcher);
  if (bells_.empty()) ring_.reset();
}

void LiveStream::set_init(const base::Bytes& init) {
  init_ = init;
  if (ring_) ring_->set_init(init);
}

void LiveStream::write(const LiveHead& head, std::span<const base::ByteView> parts) {
  if (!ring_ || !ring_->write(head, parts)) return;
  const std::uint64_t one = 1;
  for (const auto& [watcher, bell] : bells_) {
    // A bell that nobody answers stays rung; writing to it then fails, and that is all right.
    if (::write(bell.get(), &one, sizeof one) < 0) continue;
  }
}

}  // namespace nvr

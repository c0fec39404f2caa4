// Where a program is spoken to: a listening Unix socket, inherited or bound at a path.
//
// A listener that was bound removes its path when it goes, and holds `<path>.lock` for as long as
// it lives: the kernel drops that lock with the process, so a path without a holder is a dead
// one's. The folder belongs to the service alone; its permissions are the first door, peer
// credentials the second. Not thread-safe; made at start-up.
// See docs/design/control-protocol.md.
#pragma once

#include <sys/stat.h>

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace base::ipc {

class Listener {
 public:
  struct Options {
    mode_t mode = 0660;
    int backlog = 64;
  };

  // Exists: somebody listens there, or something there is no socket; neither is touched.
  // InvalidInput: the path does not fit a socket address.
  static Result<Listener> bind_at(const std::string& path, const Options& options);
  static Result<Listener> bind_at(const std::string& path) { return bind_at(path, Options{}); }

  // A descriptor passed by the service manager or by a parent. InvalidInput unless it is a
  // listening Unix stream socket. Its path, if any, is the giver's to remove.
  static Result<Listener> adopt(UniqueFd socket);

  // The socket that the service manager passed under `name` (FileDescriptorName=), by the
  // environment of sd_listen_fds(3). NotFound when there is none. Takes it: call once a name.
  static Result<Listener> inherited(const std::string& name);

  Listener(Listener&& other) noexcept = default;
  Listener& operator=(Listener&&) = delete;
  ~Listener();

  int fd() const { return socket_.get(); }

 private:
  Listener() = default;

  UniqueFd socket_;
  UniqueFd lock_;
  std::string path_;  // empty when adopted or moved from
};

}  // namespace base::ipc

// The manager's end of sd_notify(3): an abstract datagram socket that believes one process only.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mini_init {

class NotifySocket {
 public:
  using Message = std::map<std::string, std::string>;  // READY -> 1

  static base::Result<NotifySocket> open();

  int fd() const { return socket_.get(); }
  const std::string& address() const { return address_; }  // for NOTIFY_SOCKET

  // Everything that waits, from `sender`; messages of others are dropped.
  std::vector<Message> receive(pid_t sender) const;

 private:
  base::UniqueFd socket_;
  std::string address_;
};

}  // namespace mini_init

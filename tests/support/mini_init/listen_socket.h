// The sockets of a .socket unit, bound before their program runs: a path, or a loopback HOST:PORT.
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "tests/support/mini_init/unit.h"

namespace mini_init {

struct BoundSocket {
  std::string name;
  std::string address;  // with the port that was given for port 0
  base::UniqueFd fd;
  bool remove_on_stop = false;
};

// Refuses any address that is neither a path nor loopback: nothing here is for a network.
base::Result<BoundSocket> bind_socket(const ListenSocket& wanted);

}  // namespace mini_init

// Finds and reaches a host by TCP.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "web/http/io/reactor.h"
#include "web/http/message.h"

namespace http {

struct ConnectedSocket {
  base::UniqueFd fd;
  Peer peer;
};

// Reactor's thread only. Tries every address of `host` in turn; `done` is called once, later.
void connect_tcp(Reactor& reactor, const std::string& host, std::uint16_t port,
                 std::chrono::milliseconds timeout,
                 std::function<void(base::Result<std::shared_ptr<ConnectedSocket>>)> done);

}  // namespace http

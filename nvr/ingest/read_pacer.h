// Lets all cameras that nobody watches be read together, each kInterval: one wake-up then serves
// many packets of many cameras (a wake-up for each packet costs twice as much as all the rest).
//
// Reactor's thread only; outlives the connections.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "web/http/io/reactor.h"

namespace nvr {

class RtspConnection;

class ReadPacer {
 public:
  static constexpr std::chrono::milliseconds kInterval{40};

  explicit ReadPacer(http::Reactor& reactor) : timer_{reactor} {}

  // `connection` reads once at the next turn, if it still lives.
  void add(std::weak_ptr<RtspConnection> connection);

 private:
  void turn();

  http::Timer timer_;
  std::vector<std::weak_ptr<RtspConnection>> due_;
};

}  // namespace nvr

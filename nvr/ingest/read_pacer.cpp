#include "nvr/ingest/read_pacer.h"

#include <utility>

#include "nvr/ingest/rtsp_connection.h"

namespace nvr {

void ReadPacer::add(std::weak_ptr<RtspConnection> connection) {
  if (due_.empty()) timer_.start(kInterval, [this] { turn(); });
  due_.push_back(std::move(connection));
}

void ReadPacer::turn() {
  for (const auto& each : std::exchange(due_, {})) {
    const auto connection = each.lock();
    if (connection && std::exchange(connection->read_due_, false)) connection->read();
  }
}

}  // namespace nvr

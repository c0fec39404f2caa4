// What the recorder's control socket answers: cameras, probing, volumes, following, live pictures.
//
// Main thread. Specification: docs/design/change-stream.md, docs/design/camera-streams.md,
// docs/design/live-ring.md.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "base/process/control_service.h"
#include "nvr/ingest/probe.h"
#include "nvr/recorder/recorder_service.h"

namespace nvr {

class RecorderVerbs {
 public:
  // Both outlive this. Before either is started.
  RecorderVerbs(base::ControlService& control, RecorderService& service);

 private:
  static constexpr int kProbesMax = 8;
  static constexpr std::size_t kWatchedMax = 512;

  struct Watched {
    base::ipc::ConnectionId connection = 0;
    storage::StreamKey stream{};
    WatcherId watcher = 0;
  };

  void probe(base::ipc::Request request);
  base::Result<base::ipc::Reply> set_camera(base::ipc::Request request);
  base::Result<base::ipc::Reply> remove_camera(const base::ipc::Request& request);
  base::Result<base::ipc::Reply> cameras();
  base::Result<base::ipc::Reply> volumes() const;
  void live(const base::ipc::Request& request);
  base::Result<base::ipc::Reply> live_end(const base::ipc::Request& request);
  void on_closed(base::ipc::ConnectionId connection);
  template <typename Which>
  void unwatch(const Which& which);

  base::ControlService& control_;
  RecorderService& service_;
  int probes_ = 0;
  std::uint64_t last_probe_ = 0;
  std::map<std::uint64_t, std::unique_ptr<Probe>> under_way_;  // reactor's thread only
  WatcherId last_watcher_ = 0;
  std::vector<Watched> watched_;
};

}  // namespace nvr

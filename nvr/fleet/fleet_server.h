// The fleet on the network: loops, cameras, Digest and TLS joined to one service.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/process/service.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/secret.h"
#include "nvr/fleet/fleet.h"
#include "nvr/fleet/loop.h"
#include "rtsp/gate.h"
#include "rtsp/service.h"
#include "web/http/io/reactor.h"

namespace nvr {

class FleetServer : public base::Service {
 public:
  struct Options {
    std::size_t count = 1;
    media::VideoCodec codec = media::VideoCodec::H264;
    std::uint16_t port = 0;  // on 127.0.0.1; 0: any free one
    int bitrate_kbps = 4000;
    int fps = 25;
    int gop_s = 2;
    int width = 1920;
    int height = 1080;
    bool sub = false;
    bool tls = false;  // under a certificate made for this run
    std::string user;  // empty: open to all
    crypto::Secret password;
  };

  // Encodes the loops, which takes a second or two. `clock` outlives the server.
  static base::Result<std::unique_ptr<FleetServer>> make(Options options, const base::Clock& clock);

  std::string_view name() const override { return "fleet"; }
  base::Result<void> start() override { return rtsp_->start(); }
  base::Result<void> stop(base::SteadyTime deadline) override { return rtsp_->stop(deadline); }
  bool healthy() const override { return rtsp_->healthy(); }

  std::uint16_t port() const;  // after start()

 private:
  FleetServer(Options options, const base::Clock& clock);
  base::Result<void> build();

  Options options_;
  const base::Clock& clock_;
  base::KernelIdSource ids_;
  std::optional<Loop> main_;
  std::optional<Loop> sub_;
  http::Reactor reactor_;
  std::unique_ptr<Fleet> fleet_;
  std::unique_ptr<rtsp::Gate> gate_;
  std::unique_ptr<rtsp::Service> rtsp_;
};

}  // namespace nvr

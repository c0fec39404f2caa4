// Looks at a camera once: whether it answers, takes the password, shows the certificate, and what
// its stream is. Nothing is recorded, and a password is never said to a changed certificate.
//
// Reactor's thread only. Specification: docs/design/camera-streams.md, "Probing".
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/json/json.h"
#include "media/h26x/parameter_sets.h"
#include "nvr/ingest/rtsp_session.h"

namespace nvr {

struct ProbeResult {
  std::optional<IngestError> error{};
  StreamOffer offer{};
  std::optional<media::VideoFormat> format{};
  std::optional<ShownCertificate> certificate{};
  bool changed = false;  // it is not the pinned one
  std::string digest = "none";
};

// The answer of the verb `probe`. `options` are those it was probed with.
base::Json to_json(const ProbeResult& result, const RtspSession::Options& options);

class Probe : private RtspSession::Listener {
 public:
  using Done = std::function<void(const base::Json& result)>;

  // As RtspSession. `done` is called once, later, and may destroy the probe.
  Probe(http::Reactor& reactor, const base::Clock& clock, base::IdSource& ids,
        RtspSession::Options options, Done done);

  void start();

 private:
  static constexpr std::chrono::seconds kPictureTimeout{8};

  void on_connected(const std::optional<ShownCertificate>& shown) override;
  void on_described(const StreamOffer& offer) override;
  void on_playing() override {}
  void on_sample(ReceivedSample sample) override;
  void on_end(const IngestError& error) override;
  void look_again();
  void take_format();
  void finish();

  http::Reactor& reactor_;
  const base::Clock& clock_;
  base::IdSource& ids_;
  RtspSession::Options options_;
  Done done_;
  ProbeResult result_;
  std::optional<media::ParameterSets> sets_;
  http::Timer timer_;
  http::Timer next_;  // what must not happen while a session is telling us something
  std::unique_ptr<RtspSession> session_;
};

}  // namespace nvr

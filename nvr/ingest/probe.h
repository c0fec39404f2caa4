// Looks at a camera once: whether it answers, takes the password, shows the certificate, and what
// its stream is. Nothing is recorded.
//
// Reactor's thread only. Specification: docs/design/camera-streams.md, "Probing".
#pragma once

#include <chrono>
#include <functional>
#include <memory>

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

class Probe : private RtspSession::Listener, public std::enable_shared_from_this<Probe> {
 public:
  using Done = std::function<void(const ProbeResult&)>;

  // As RtspSession. Lives until `done` was called, once.
  static void start(http::Reactor& reactor, const base::Clock& clock, base::IdSource& ids,
                    RtspSession::Options options, Done done);

  Probe(http::Reactor& reactor, const base::Clock& clock, base::IdSource& ids,
        const RtspSession::Options& options, Done done);

 private:
  static constexpr std::chrono::seconds kPictureTimeout{8};

  void on_connected(const std::optional<ShownCertificate>& shown) override;
  void on_described(const StreamOffer& offer) override;
  void on_playing() override {}
  void on_sample(ReceivedSample sample) override;
  void on_end(const IngestError& error) override;
  void take_format();
  void finish();

  http::Reactor& reactor_;
  Done done_;
  ProbeResult result_;
  std::optional<media::ParameterSets> sets_;
  http::Timer timer_;
  std::unique_ptr<RtspSession> session_;
  std::shared_ptr<Probe> self_;
};

}  // namespace nvr

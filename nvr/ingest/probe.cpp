#include "nvr/ingest/probe.h"

#include <utility>

#include "nvr/ingest/offered_format.h"

namespace nvr {
namespace {

std::string_view codec_name(media::sdp::StreamCodec codec) {
  switch (codec) {
    case media::sdp::StreamCodec::H264:
      return "h264";
    case media::sdp::StreamCodec::H265:
      return "h265";
    case media::sdp::StreamCodec::G711MuLaw:
      return "pcmu";
    case media::sdp::StreamCodec::G711ALaw:
      return "pcma";
    case media::sdp::StreamCodec::Aac:
      return "aac";
  }
  return "";
}

base::Json stream_json(const ProbeResult& result, const RtspSession::Options& options) {
  base::Json stream;
  stream["name"] = result.offer.name;
  stream["url"] = to_string(options.url);
  stream["codec"] = codec_name(result.offer.video.codec);
  stream["codec_string"] = result.format ? result.format->codec_string : std::string{};
  stream["width"] = result.format ? result.format->width : 0;
  stream["height"] = result.format ? result.format->height : 0;
  const double told = result.offer.video.framerate.value_or(0);
  stream["fps"] = result.format && result.format->fps > 0 ? result.format->fps : told;
  stream["audio"] = result.offer.audio ? codec_name(result.offer.audio->codec) : "";
  return stream;
}

base::Json tls_json(const ProbeResult& result, const RtspSession::Options& options) {
  base::Json tls;
  tls["trust"] = result.changed ? "changed" : options.fingerprint ? "pinned" : "none";
  if (result.certificate) {
    tls["fingerprint"] = base::hex(result.certificate->fingerprint);
    tls["subject"] = result.certificate->subject;
    tls["issuer"] = result.certificate->issuer;
  }
  return tls;
}

}  // namespace

base::Json to_json(const ProbeResult& result, const RtspSession::Options& options) {
  base::Json json;
  json["ok"] = !result.error;
  if (result.error) {
    json["code"] = to_string(result.error->code);
    json["detail"] = result.error->detail;
  }
  base::Json::Array streams;
  if (!result.error) streams.push_back(stream_json(result, options));
  json["streams"] = base::Json{std::move(streams)};
  if (options.url.tls) json["tls"] = tls_json(result, options);
  json["digest"] = result.digest;
  return json;
}

Probe::Probe(http::Reactor& reactor, const base::Clock& clock, base::IdSource& ids,
             RtspSession::Options options, Done done)
    : reactor_{reactor},
      clock_{clock},
      ids_{ids},
      options_{std::move(options)},
      done_{std::move(done)},
      timer_{reactor},
      next_{reactor} {
  options_.audio = false;
}

void Probe::start() {
  timer_.start(options_.answer_timeout + kPictureTimeout,
               [this] { on_end({IngestCode::NoVideo, "no picture came in time"}); });
  session_ = std::make_unique<RtspSession>(reactor_, nullptr, clock_, ids_, options_);
  session_->start(*this);
}

void Probe::on_connected(const std::optional<ShownCertificate>& shown) {
  result_.certificate = shown;
  if (result_.changed) finish();
}

void Probe::on_described(const StreamOffer& offer) {
  result_.offer = offer;
  sets_.emplace(offered_parameter_sets(offer.video));
  take_format();
}

void Probe::on_sample(ReceivedSample sample) {
  // What was not in the description comes with the first key picture.
  if (const auto taken = sets_->update(sample.sample.data); taken) take_format();
}

void Probe::take_format() {
  if (!sets_->complete()) return;
  if (auto format = sets_->format()) {
    result_.format = *std::move(format);
    finish();
  }
}

void Probe::on_end(const IngestError& error) {
  if (result_.changed) return finish();
  result_.error = error;
  result_.changed = error.code == IngestCode::CertificateChanged;
  if (!result_.changed) return finish();
  next_.start(std::chrono::nanoseconds{0}, [this] { look_again(); });
}

// Without the pin, and only as far as its certificate, so that a person can be shown which it is.
void Probe::look_again() {
  RtspSession::Options options{.url = options_.url};
  session_ = std::make_unique<RtspSession>(reactor_, nullptr, clock_, ids_, std::move(options));
  session_->start(*this);
}

void Probe::finish() {
  if (!done_) return;
  result_.digest = session_->digest();
  session_->close();
  timer_.cancel();
  next_.start(std::chrono::nanoseconds{0}, [this] {
    const Done done = std::exchange(done_, {});
    done(to_json(result_, options_));
  });
}

}  // namespace nvr

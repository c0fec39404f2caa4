#include "nvr/ingest/rtsp_session.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <variant>

#include "media/rtsp/session_headers_format.h"
#include "media/rtsp/transport_format.h"
#include "nvr/ingest/sdp_text.h"

namespace nvr {
namespace {

constexpr std::chrono::seconds kKeepAliveMin{5};
constexpr std::chrono::seconds kKeepAliveMax{25};

// A URI that a camera made and that goes into a request line.
bool is_sendable_uri(std::string_view uri) {
  return !uri.empty() && uri.size() <= media::kRtspUrlBytesMax &&
         std::ranges::all_of(uri, [](char c) { return c > 0x20 && c < 0x7f; });
}

crypto::Secret copy_or_empty(const std::shared_ptr<const crypto::Secret>& password) {
  return password ? password->clone() : crypto::Secret{};
}

}  // namespace

RtspSession::RtspSession(http::Reactor& reactor, ReadPacer* pacer, const base::Clock& clock,
                         base::IdSource& ids, Options options)
    : clock_{clock},
      options_{std::move(options)},
      connection_{std::make_shared<RtspConnection>(
          reactor, pacer,
          RtspConnection::Options{.url = options_.url, .fingerprint = options_.fingerprint})},
      digest_{options_.user, copy_or_empty(options_.password), ids, {}},
      answer_timer_{reactor},
      keep_alive_timer_{reactor},
      silence_timer_{reactor},
      url_{to_string(options_.url)},
      base_{url_} {}

RtspSession::~RtspSession() {
  close();
}

void RtspSession::start(Listener& listener) {
  listener_ = &listener;
  connection_->open(*this);
}

void RtspSession::close() {
  // Whatever it answers is nobody's concern any more; a busy connection just ends.
  listener_ = nullptr;
  answer_timer_.cancel();
  keep_alive_timer_.cancel();
  silence_timer_.cancel();
  connection_->close();
}

void RtspSession::set_eager(bool eager) {
  eager_ = eager;
  if (playing_) connection_->set_eager(eager);
}

std::string_view RtspSession::digest() const {
  return digest_.challenge() == nullptr ? "none" : http::to_string(digest_.challenge()->algorithm);
}

const TrackReceiver* RtspSession::track(TrackKind kind) const {
  const auto found = std::ranges::find_if(tracks_, [&](const SetTrack& track) {
    return media::sdp::is_video(track.receiver.description().codec) == (kind == TrackKind::Video);
  });
  return found == tracks_.end() ? nullptr : &found->receiver;
}

void RtspSession::fail(IngestCode code, std::string detail) {
  Listener* const listener = listener_;
  close();
  if (listener != nullptr) listener->on_end({code, std::move(detail)});
}

void RtspSession::on_end(IngestError error) {
  fail(error.code, std::move(error.detail));
}

void RtspSession::on_open(const crypto::TlsSession* tls) {
  std::optional<ShownCertificate> shown;
  if (tls != nullptr && tls->peer) {
    shown = ShownCertificate{tls->peer->fingerprint(), tls->peer->subject(), tls->peer->issuer(),
                             tls->peer->serial()};
  }
  listener_->on_connected(shown);
  if (listener_ != nullptr) request("OPTIONS", url_, {}, &RtspSession::on_options);
}

void RtspSession::request(std::string_view method, const std::string& uri,
                          media::RtspHeaders headers, OnAnswer on_answer) {
  asked_ =
      Asked{.request = {std::string{method}, uri, std::move(headers), {}}, .on_answer = on_answer};
  send_request();
}

void RtspSession::send_request() {
  media::RtspRequest& asked = asked_->request;
  asked.headers.set("CSeq", std::to_string(++cseq_));
  asked.headers.set("User-Agent", options_.user_agent);
  if (!session_.empty()) asked.headers.set("Session", session_);
  if (std::string answer = digest_.authorize(asked.method, asked.uri); !answer.empty()) {
    asked.headers.set("Authorization", answer);
    asked_->authorized = true;
  }
  connection_->send(media::write_rtsp(asked));
  answer_timer_.start(options_.answer_timeout,
                      [this] { fail(IngestCode::Unreachable, "it does not answer"); });
}

void RtspSession::on_message(media::RtspMessage message) {
  if (const auto* packet = std::get_if<media::RtspInterleaved>(&message)) {
    take_packet(*packet);
  } else if (const auto* answer = std::get_if<media::RtspResponse>(&message)) {
    take_answer(*answer);
  } else if (const auto* asked = std::get_if<media::RtspRequest>(&message)) {
    take_request(*asked);
  }
}

// Some cameras ask whether we are alive; an answer of any kind does.
void RtspSession::take_request(const media::RtspRequest& asked) {
  media::RtspResponse answer{.status = 501};
  if (const std::string* cseq = asked.headers.find("CSeq")) answer.headers.add("CSeq", *cseq);
  connection_->send(media::write_rtsp(answer));
}

void RtspSession::take_answer(const media::RtspResponse& answer) {
  const std::string_view number = answer.headers.get("CSeq");
  std::uint32_t cseq = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), cseq);
  // Of an earlier request, or of none: nothing waits for it. Who sends no number answers in order.
  if (!asked_ || (read.ec == std::errc{} && cseq != cseq_)) return;
  if (answer.status >= 100 && answer.status < 200) return;
  answer_timer_.cancel();
  if (answer.status == 401) return take_challenge(answer);
  if (asked_->authorized) digest_.note_accepted();
  if (answer.status == 403) {
    return fail(IngestCode::WrongPassword, "this user may not see the stream");
  }
  if (answer.status >= 300 && answer.status < 400) {
    return fail(IngestCode::Unsupported, "it sends us to another place, which is not followed");
  }
  const Asked done = *std::exchange(asked_, std::nullopt);
  (this->*done.on_answer)(answer);
}

void RtspSession::take_challenge(const media::RtspResponse& answer) {
  using Outcome = http::DigestClient::Outcome;
  if (options_.user.empty()) return fail(IngestCode::WrongPassword, "it asks for a user");
  const auto fields = answer.headers.all("WWW-Authenticate");
  switch (digest_.take_challenges(fields)) {
    case Outcome::Answerable:
      return send_request();
    case Outcome::Refused:
      return fail(IngestCode::WrongPassword, "user or password are wrong");
    case Outcome::Unsupported:
      return fail(IngestCode::Unsupported, "it asks for a password by no method of ours");
  }
}

void RtspSession::on_options(const media::RtspResponse& answer) {
  // A camera that does not know OPTIONS may still stream.
  has_get_parameter_ = media::rtsp_list_has(answer.headers.get("Public"), "GET_PARAMETER");
  request("DESCRIBE", url_, {{"Accept", "application/sdp"}}, &RtspSession::on_describe);
}

void RtspSession::on_describe(const media::RtspResponse& answer) {
  if (answer.status == 404) return fail(IngestCode::NoVideo, "it has no stream of that name");
  if (answer.status != 200) {
    return fail(IngestCode::Unreachable, "it answers " + std::to_string(answer.status));
  }
  auto offer = read_offer(answer);
  if (!offer) return fail(IngestCode::NoVideo, offer.error().message);
  offer_ = *std::move(offer);
  listener_->on_described(offer_);
  if (listener_ == nullptr) return;
  tracks_.push_back({TrackReceiver{offer_.video}, 0});
  if (options_.audio && offer_.audio) tracks_.push_back({TrackReceiver{*offer_.audio}, 2});
  set_up_next();
}

base::Result<StreamOffer> RtspSession::read_offer(const media::RtspResponse& answer) {
  const std::string_view text = base::as_text(answer.body);
  const auto sdp = media::sdp::parse_sdp(text);
  if (!sdp) return base::Error{base::ErrorKind::InvalidInput, "its description is malformed"};
  for (const char* name : {"Content-Base", "Content-Location"}) {
    const std::string* found = answer.headers.find(name);
    if (found != nullptr && is_sendable_uri(*found)) {
      base_ = *found;
      break;
    }
  }
  aggregate_ = media::resolve_control(base_, sdp->control);
  StreamOffer offer{.name = sdp->name, .sdp = without_keys(text)};
  bool found_video = false;
  for (const media::sdp::Media& each : sdp->media) {
    const auto described = media::sdp::describe(each);
    if (!described) continue;
    if (media::sdp::is_video(described->codec)) {
      if (!std::exchange(found_video, true)) offer.video = *described;
    } else if (!offer.audio) {
      offer.audio = *described;
    }
  }
  if (!found_video) {
    return base::Error{base::ErrorKind::NotFound, "it has no video that we can record"};
  }
  return offer;
}

void RtspSession::set_up_next() {
  if (set_up_ == tracks_.size()) return play();
  const SetTrack& track = tracks_[set_up_];
  const std::string uri = media::resolve_control(base_, track.receiver.description().control);
  if (!is_sendable_uri(uri)) return fail(IngestCode::NoVideo, "its description is malformed");
  media::RtspTransport transport;
  transport.tcp = true;
  transport.interleaved = {{track.channel, static_cast<std::uint8_t>(track.channel + 1)}};
  request("SETUP", uri, {{"Transport", to_string(transport)}}, &RtspSession::on_set_up);
}

void RtspSession::on_set_up(const media::RtspResponse& answer) {
  if (answer.status == 461) {
    return fail(IngestCode::Unsupported, "it does not stream over the same connection");
  }
  if (answer.status != 200) {
    return fail(IngestCode::Unreachable, "it answers " + std::to_string(answer.status));
  }
  const auto session = media::parse_rtsp_session(answer.headers.get("Session"));
  const auto transports = media::parse_transports(answer.headers.get("Transport"));
  if (!session || !transports || transports->empty() || !transports->front().interleaved) {
    return fail(IngestCode::Unsupported, "it does not stream over the same connection");
  }
  session_ = session->id;
  session_timeout_ = std::chrono::seconds{session->timeout_s};
  tracks_[set_up_].channel = transports->front().interleaved->first;
  ++set_up_;
  set_up_next();
}

void RtspSession::play() {
  if (!is_sendable_uri(aggregate_)) aggregate_ = url_;
  request("PLAY", aggregate_, {{"Range", "npt=0.000-"}}, &RtspSession::on_play);
}

void RtspSession::on_play(const media::RtspResponse& answer) {
  if (answer.status != 200) {
    return fail(IngestCode::Unreachable, "it answers " + std::to_string(answer.status));
  }
  playing_ = true;
  connection_->set_eager(eager_);
  heard_packet_ = true;
  check_silence();
  keep_alive();
  listener_->on_playing();
}

void RtspSession::keep_alive() {
  const auto wait =
      std::clamp<std::chrono::seconds>(session_timeout_ / 2, kKeepAliveMin, kKeepAliveMax);
  keep_alive_timer_.start(wait, [this] {
    request(has_get_parameter_ ? "GET_PARAMETER" : "OPTIONS", aggregate_, {},
            &RtspSession::on_keep_alive);
  });
}

void RtspSession::on_keep_alive(const media::RtspResponse& answer) {
  if (answer.status == 454) return fail(IngestCode::Unreachable, "it has ended the session");
  keep_alive();
}

void RtspSession::check_silence() {
  if (!std::exchange(heard_packet_, false)) {
    return fail(IngestCode::Unreachable, "it sends nothing any more");
  }
  silence_timer_.start(options_.silence_max, [this] { check_silence(); });
}

void RtspSession::take_packet(const media::RtspInterleaved& packet) {
  heard_packet_ = true;
  const base::WallTime arrival = clock_.wall();
  for (SetTrack& track : tracks_) {
    if (packet.channel == track.channel + 1)
      return track.receiver.take_rtcp(packet.packet, arrival);
    if (packet.channel != track.channel) continue;
    track.receiver.take_rtp(packet.packet, arrival, samples_);
    for (ReceivedSample& sample : std::exchange(samples_, {})) {
      if (listener_ != nullptr) listener_->on_sample(std::move(sample));
    }
    return;
  }
}

}  // namespace nvr

#include "nvr/recorder/camera_stream.h"

#include <utility>

#include "media/rtsp/rtsp_url_parser.h"

namespace nvr {
namespace {

using namespace std::chrono_literals;

constexpr base::ipc::Backoff::Options kReconnect{.first = 2s, .max = 30s};  // waits 1 s to 30 s

}  // namespace

CameraStream::CameraStream(Surroundings& surroundings, storage::StreamKey stream,
                           StreamRecorder* recorder, std::uint64_t ring_bytes)
    : surroundings_{surroundings},
      stream_{stream},
      recorder_{recorder},
      live_{ring_bytes},
      pipeline_{live_, recorder},
      backoff_{kReconnect, surroundings.ids},
      timer_{surroundings.reactor} {}

CameraStream::~CameraStream() = default;

void CameraStream::configure(const Camera* camera, std::shared_ptr<const crypto::Secret> password) {
  drop_session();
  end_footage(storage::FinalReason::StreamEnded, storage::GapReason::OnPurpose);
  camera_ = camera == nullptr ? std::nullopt : std::optional{*camera};
  password_ = std::move(password);
  backoff_.reset();
  state_ = {};
  adapt();
}

void CameraStream::stop(storage::FinalReason reason) {
  drop_session();
  camera_.reset();
  end_footage(reason, storage::GapReason::RecorderDown);
}

bool CameraStream::wanted() const {
  if (!camera_ || !camera_->enabled) return false;
  if (stream_.stream == storage::StreamId::Main) return true;
  return live_.watched() && !camera_->sub_url.empty();
}

// Pulls what is wanted and nothing else.
void CameraStream::adapt() {
  if (wanted()) {
    if (!session_ && state_.condition != StreamCondition::Refused &&
        state_.condition != StreamCondition::Lost) {
      connect();
    }
    return;
  }
  drop_session();
  end_footage(storage::FinalReason::StreamEnded, storage::GapReason::OnPurpose);
  if (!camera_) return;
  const bool unwatched = camera_->enabled && stream_.stream != storage::StreamId::Main;
  set_state(StreamCondition::Disabled, unwatched ? "not_watched" : "switched_off");
}

base::Result<LiveView> CameraStream::attach(WatcherId watcher) {
  if (!camera_ || !camera_->enabled ||
      (stream_.stream != storage::StreamId::Main && camera_->sub_url.empty())) {
    return base::Error{base::ErrorKind::NotFound, "there is no such stream, or it is switched off"};
  }
  auto view = live_.attach(watcher);
  if (session_) session_->set_eager(live_.watched());
  adapt();
  return view;
}

void CameraStream::detach(WatcherId watcher) {
  live_.detach(watcher);
  if (session_) session_->set_eager(live_.watched());
  adapt();
}

void CameraStream::connect() {
  timer_.cancel();
  const std::string& text =
      stream_.stream == storage::StreamId::Main ? camera_->url : camera_->sub_url;
  auto url = media::parse_rtsp_url(text);
  if (!url) return set_state(StreamCondition::Refused, "unsupported", "its URL is malformed");
  if (state_.condition != StreamCondition::Lost) set_state(StreamCondition::Connecting);
  session_ = std::make_unique<RtspSession>(surroundings_.reactor, &surroundings_.pacer,
                                           surroundings_.clock, surroundings_.ids,
                                           RtspSession::Options{.url = std::move(url->url),
                                                                .user = camera_->user,
                                                                .password = password_,
                                                                .fingerprint = camera_->fingerprint,
                                                                .audio = camera_->audio});
  session_->set_eager(live_.watched());
  session_->start(*this);
}

// A session may be in the middle of telling us something: it goes when that is over.
void CameraStream::drop_session() {
  timer_.cancel();
  if (!session_) return;
  session_->close();
  surroundings_.reactor.post([gone = std::shared_ptr<RtspSession>{std::move(session_)}] {});
}

void CameraStream::end_footage(storage::FinalReason reason, storage::GapReason gap) {
  if (!std::exchange(in_picture_, false)) return;
  pipeline_.end(reason);
  if (recorder_ != nullptr) recorder_->set_gap_reason(gap);
}

void CameraStream::on_connected(const std::optional<ShownCertificate>& shown) {
  if (!shown || camera_->fingerprint) return;
  camera_->fingerprint = shown->fingerprint;
  surroundings_.on_pin(camera_->id, shown->fingerprint);
}

void CameraStream::on_described(const StreamOffer& offer) {
  pipeline_.begin(offer, camera_->audio);
  if (recorder_ == nullptr) return;
  StreamSource source{.url = camera_->url, .sdp = offer.sdp};
  if (camera_->fingerprint) {
    source.identity = storage::PinnedIdentity{.certificate = *camera_->fingerprint};
  }
  recorder_->set_source(std::move(source));
}

void CameraStream::on_playing() {
  session_->set_eager(live_.watched());
}

void CameraStream::on_sample(ReceivedSample sample) {
  const bool key = sample.sample.key && sample.track == TrackKind::Video;
  pipeline_.take(std::move(sample));
  if (key) note_clock();
  if (in_picture_ || !pipeline_.has_format()) return;
  in_picture_ = true;
  backoff_.reset();
  set_state(recorder_ == nullptr ? StreamCondition::Live : StreamCondition::Recording);
}

void CameraStream::note_clock() {
  const TrackReceiver* track = session_->track(TrackKind::Video);
  if (recorder_ == nullptr || track == nullptr || !track->clock().report()) return;
  const SampleClock::Report& report = *track->clock().report();
  recorder_->note_clock(TrackKind::Video,
                        {.track = static_cast<std::uint8_t>(TrackKind::Video),
                         .camera_offset = report.camera_offset.count() / 100,
                         .sender_ntp = base::to_ticks(report.ntp),
                         .sender_rtp = report.rtp_time,
                         .rtp_rate = track->description().clock_rate},
                        report.media);
}

void CameraStream::check() {
  if (!in_picture_ || recorder_ == nullptr) return;
  const std::string_view missing = recorder_->waits_for();
  const bool waits = !missing.empty();
  if (waits && state_.condition == StreamCondition::Recording) {
    set_state(StreamCondition::Connecting, "no_key",
              "the keeper has not given a " + std::string{missing} + " yet");
  } else if (!waits && state_.condition == StreamCondition::Connecting) {
    set_state(StreamCondition::Recording);
  }
}

void CameraStream::on_end(const IngestError& error) {
  drop_session();
  end_footage(storage::FinalReason::StreamEnded, storage::GapReason::CameraUnreachable);
  if (recorder_ != nullptr && recorder_->last_end().is_known()) {
    surroundings_.on_gap(stream_, storage::GapReason::CameraUnreachable, recorder_->last_end());
  }
  const bool again = is_worth_trying_again(error.code);
  set_state(again ? StreamCondition::Lost : StreamCondition::Refused, to_string(error.code),
            error.detail);
  if (again) return retry_after(backoff_.next());
  retry_after(error.code == IngestCode::WrongPassword
                  ? std::chrono::nanoseconds{kAfterWrongPassword}
                  : std::chrono::nanoseconds{kAfterChangedCertificate});
}

void CameraStream::retry_after(std::chrono::nanoseconds wait) {
  state_.next_try = surroundings_.clock.wall() + wait;
  surroundings_.on_state(stream_, state_);
  timer_.start(wait, [this] {
    if (wanted()) connect();
  });
}

// Says when it changed; a state that only lasts is not told again.
void CameraStream::set_state(StreamCondition condition, std::string_view reason,
                             std::string detail) {
  const bool same =
      state_.condition == condition && state_.reason == reason && state_.since != base::WallTime{};
  if (!same) state_.since = surroundings_.clock.wall();
  state_.condition = condition;
  state_.reason = reason;
  state_.detail = std::move(detail);
  state_.next_try.reset();
  const bool ends_in_retry =
      condition == StreamCondition::Lost || condition == StreamCondition::Refused;
  if (!same && !ends_in_retry) surroundings_.on_state(stream_, state_);
}

}  // namespace nvr

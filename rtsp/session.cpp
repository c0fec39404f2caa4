#include "rtsp/session.h"

#include <algorithm>
#include <utility>

#include "media/rtsp/rtsp_url_parser.h"
#include "media/rtsp/session_headers_format.h"

namespace rtsp {
namespace {

using media::RtspRequest;
using media::RtspResponse;

constexpr std::string_view kMethods =
    "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER, SET_PARAMETER";
constexpr std::size_t kSequenceDigitsMax = 10;

RtspResponse status(int code) {
  RtspResponse response;
  response.status = code;
  return response;
}

bool is_sequence(std::string_view text) {
  return !text.empty() && text.size() <= kSequenceDigitsMax &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool accepts_sdp(const RtspRequest& request) {
  const auto accept = request.headers.get("Accept");
  return accept.empty() || accept.find("application/sdp") != std::string_view::npos ||
         accept.find("*/*") != std::string_view::npos ||
         accept.find("application/*") != std::string_view::npos;
}

std::string without_trailing_slash(std::string_view uri) {
  if (uri.ends_with('/')) uri.remove_suffix(1);
  return std::string{uri};
}

}  // namespace

Session::Session(const Mounts& mounts, Flow& flow, base::IdSource& ids)
    : mounts_{mounts}, flow_{flow}, ids_{ids} {}

Session::~Session() {
  end();
}

RtspResponse Session::answer(const RtspRequest& request) {
  const auto sequence = request.headers.get("CSeq");
  if (!is_sequence(sequence)) return status(400);
  RtspResponse response;
  if (const auto required = request.headers.get("Require"); !required.empty()) {
    response = status(551);
    response.headers.add("Unsupported", required.substr(0, 128));
  } else {
    response = dispatch(request);
  }
  response.headers.set("CSeq", sequence);
  return response;
}

RtspResponse Session::dispatch(const RtspRequest& request) {
  if (request.method == "OPTIONS") {
    auto response = status(200);
    response.headers.add("Public", kMethods);
    return response;
  }
  if (request.method == "DESCRIBE") return describe(request);
  if (request.method == "SETUP") return set_up(request);
  const bool of_session =
      request.method == "PLAY" || request.method == "PAUSE" || request.method == "TEARDOWN";
  if (of_session) {
    if (auto refusal = refuse_session(request)) return *std::move(refusal);
    if (request.method == "PLAY") return play(request);
    return request.method == "PAUSE" ? pause() : tear_down();
  }
  if (request.method == "GET_PARAMETER" || request.method == "SET_PARAMETER") {
    return keep_alive(request);
  }
  const bool known =
      request.method == "ANNOUNCE" || request.method == "RECORD" || request.method == "REDIRECT";
  auto response = status(known ? 405 : 501);
  response.headers.add(known ? "Allow" : "Public", kMethods);
  return response;
}

Session::Place Session::find(std::string_view uri) const {
  const auto parsed = media::parse_rtsp_url(uri);
  if (!parsed) return {};
  const std::string path = without_trailing_slash(parsed->url.path);
  if (const auto mount = mounts_.find(path); mount != mounts_.end()) {
    return {.path = path, .feed = mount->second, .track = std::nullopt};
  }
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {};
  const auto mount = mounts_.find(std::string_view{path}.substr(0, slash));
  if (mount == mounts_.end()) return {};
  const auto track = mount->second->find_track(std::string_view{path}.substr(slash + 1));
  if (!track) return {};
  return {.path = mount->first, .feed = mount->second, .track = track};
}

RtspResponse Session::describe(const RtspRequest& request) {
  const Place place = find(request.uri);
  if (place.feed == nullptr || place.track) return status(404);
  if (!accepts_sdp(request)) return status(406);
  auto response = status(200);
  response.headers.add("Content-Type", "application/sdp");
  response.headers.add("Content-Base", without_trailing_slash(request.uri) + "/");
  response.headers.add("Cache-Control", "no-store");
  response.body = base::to_bytes(place.feed->describe());
  return response;
}

bool Session::owns_channel(std::uint8_t channel) const {
  return std::ranges::any_of(tracks_, [channel](const auto& track) {
    return track.second.rtp == channel || track.second.rtcp == channel;
  });
}

// What the client asks for, or the next free pair.
std::optional<Playout::Channels> Session::choose_channels(
    const media::RtspTransport& wanted) const {
  if (wanted.interleaved) {
    const auto [rtp, rtcp] = *wanted.interleaved;
    if (rtp == rtcp || owns_channel(rtp) || owns_channel(rtcp)) return std::nullopt;
    return Playout::Channels{rtp, rtcp};
  }
  for (unsigned pair = 0; pair < 256; pair += 2) {
    const auto rtp = static_cast<std::uint8_t>(pair);
    const auto rtcp = static_cast<std::uint8_t>(pair + 1);
    if (!owns_channel(rtp) && !owns_channel(rtcp)) return Playout::Channels{rtp, rtcp};
  }
  return std::nullopt;
}

RtspResponse Session::set_up(const RtspRequest& request) {
  const auto session = request.headers.find("Session");
  if (session != nullptr || exists()) {
    if (auto refusal = refuse_session(request)) return *std::move(refusal);
  }
  if (state_ == State::Playing) return status(455);
  Place place = find(request.uri);
  if (place.feed == nullptr) return status(404);
  if (!place.track && place.feed->track_count() == 1) place.track = 0;
  if (!place.track || (feed_ != nullptr && feed_ != place.feed)) return status(459);
  if (tracks_.contains(*place.track)) return status(455);

  const auto transports = media::parse_transports(request.headers.get("Transport"));
  if (!transports) return status(400);
  const auto wanted = std::ranges::find_if(*transports, [](const media::RtspTransport& each) {
    return each.tcp && each.unicast && !each.secure;
  });
  if (wanted == transports->end()) return status(461);
  const auto channels = choose_channels(*wanted);
  if (!channels) return status(461);

  if (id_.empty()) id_ = base::to_string(ids_.next());
  feed_ = place.feed;
  path_ = place.path;
  tracks_.emplace(*place.track, *channels);
  state_ = State::Ready;

  media::RtspTransport agreed;
  agreed.tcp = true;
  agreed.interleaved = {channels->rtp, channels->rtcp};
  agreed.ssrc = place.feed->ssrc(*place.track);
  auto response = status(200);
  response.headers.add("Transport", media::to_string(agreed));
  response.headers.add("Session", media::to_string(media::RtspSession{id_, kSessionTimeoutS}));
  return response;
}

std::optional<RtspResponse> Session::refuse_session(const RtspRequest& request) const {
  const auto named = media::parse_rtsp_session(request.headers.get("Session"));
  if (!named || !exists() || named->id != id_) return status(454);
  return std::nullopt;
}

RtspResponse Session::play(const RtspRequest& request) {
  const Place place = find(request.uri);
  if (place.feed != feed_) return status(place.feed == nullptr ? 404 : 455);
  auto response = status(200);
  response.headers.add("Session", media::to_string(media::RtspSession{id_, kSessionTimeoutS}));
  response.headers.add("Range", "npt=now-");
  if (state_ == State::Playing) return response;

  const auto parsed = media::parse_rtsp_url(request.uri);
  auto base = parsed ? parsed->url : media::RtspUrl{};
  std::vector<media::RtpInfo> info;
  for (const auto& [track, channels] : tracks_) {
    base.path = path_ + "/" + feed_->control(track);
    info.push_back({.url = media::to_string(base),
                    .sequence = feed_->next_sequence(track),
                    .rtp_time = std::nullopt});
  }
  response.headers.add("RTP-Info", media::to_string(info));
  state_ = State::Playing;
  return response;
}

void Session::start_flow() {
  if (state_ != State::Playing || flowing_) return;
  flowing_ = true;
  flow_.on_play(*feed_, tracks_);
  feed_->add(flow_);
}

void Session::stop_flow() {
  if (!std::exchange(flowing_, false)) return;
  feed_->remove(flow_);
  flow_.on_pause();
}

RtspResponse Session::pause() {
  stop_flow();
  state_ = State::Ready;
  auto response = status(200);
  response.headers.add("Session", id_);
  return response;
}

void Session::end() {
  stop_flow();
  state_ = State::Init;
  id_.clear();
  tracks_.clear();
  feed_ = nullptr;
}

RtspResponse Session::tear_down() {
  end();
  return status(200);
}

// With a session it must be ours; without one it asks whether we are there.
RtspResponse Session::keep_alive(const RtspRequest& request) {
  if (request.headers.find("Session") != nullptr) {
    if (auto refusal = refuse_session(request)) return *std::move(refusal);
  }
  if (!request.body.empty()) return status(451);
  auto response = status(200);
  if (exists()) response.headers.add("Session", id_);
  return response;
}

}  // namespace rtsp

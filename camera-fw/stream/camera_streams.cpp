#include "camera-fw/stream/camera_streams.h"

#include <utility>

namespace camera_fw {
namespace {

constexpr std::uint8_t kVideoPayload = 96;
constexpr std::uint8_t kMuLawPayload = 0;
constexpr int kPostedMax = 100;  // two seconds of pictures and sound

media::sdp::StreamDescription video_of(const media::H264Encoder::Options& format,
                                       std::vector<base::Bytes> parameter_sets) {
  media::sdp::StreamDescription video;
  video.codec = media::sdp::StreamCodec::H264;
  video.payload_type = kVideoPayload;
  video.clock_rate = kVideoRate;
  video.framerate = format.fps;
  video.parameter_sets = std::move(parameter_sets);
  return video;
}

media::sdp::StreamDescription sound() {
  media::sdp::StreamDescription audio;
  audio.codec = media::sdp::StreamCodec::G711MuLaw;
  audio.payload_type = kMuLawPayload;
  audio.clock_rate = kToneRate;
  return audio;
}

}  // namespace

base::Result<std::unique_ptr<CameraStreams>> CameraStreams::make(http::Reactor& reactor,
                                                                 EncoderService& encoder,
                                                                 const std::string& camera_name,
                                                                 const StreamFormats& formats,
                                                                 base::IdSource& ids) {
  std::unique_ptr<CameraStreams> streams{new CameraStreams{reactor, encoder}};
  for (const auto stream : {StreamName::Main, StreamName::Sub}) {
    RETURN_IF_ERROR(streams->add(stream, camera_name, formats[index_of(stream)], ids));
  }
  return streams;
}

base::Result<void> CameraStreams::add(StreamName stream, const std::string& camera_name,
                                      const media::H264Encoder::Options& format,
                                      base::IdSource& ids) {
  ASSIGN_OR_RETURN(auto parameter_sets, parameter_sets_of(format));
  rtsp::Feed::Options options;
  options.name = camera_name;
  options.tracks.push_back(video_of(format, std::move(parameter_sets)));
  if (stream == StreamName::Main) options.tracks.push_back(sound());
  options.on_watched = [this, stream](bool watched) { encoder_.watch(stream, watched); };
  options.on_key_wanted = [this, stream] { encoder_.want_key(stream); };
  auto& feed = feeds_[index_of(stream)];
  feed = std::make_unique<rtsp::Feed>(std::move(options), ids);
  mounts_.emplace("/" + std::string{to_string(stream)}, feed.get());
  return {};
}

bool CameraStreams::admit(const Encoded& encoded) {
  Backlog& backlog = backlogs_[index_of(encoded.stream)];
  const bool opens = !encoded.audio && encoded.sample.key;
  if (backlog.broken && !opens) return false;
  if (backlog.posted >= kPostedMax) {
    backlog.broken = true;
    encoder_.want_key(encoded.stream);
    return false;
  }
  backlog.broken = false;
  ++backlog.posted;
  return true;
}

void CameraStreams::deliver(Encoded encoded) {
  if (!admit(encoded)) return;
  const auto shared = std::make_shared<const Encoded>(std::move(encoded));
  reactor_.post([this, shared] {
    --backlogs_[index_of(shared->stream)].posted;
    // Only what our own encoder broke could fail, and then a picture is missing, which shows.
    (void)feeds_[index_of(shared->stream)]->publish(shared->audio ? 1 : 0, shared->sample,
                                                    shared->wall);
  });
}

}  // namespace camera_fw

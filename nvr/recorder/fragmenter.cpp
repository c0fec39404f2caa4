#include "nvr/recorder/fragmenter.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace nvr {
namespace {

constexpr std::int64_t kLongestSampleS = 10;  // a longer one is a jump
constexpr std::size_t kFragmentBytesMax = std::size_t{12} << 20;
constexpr std::size_t kFragmentSamplesMax = 2000;

std::uint32_t usual_duration(TrackKind kind, std::uint32_t timescale) {
  return std::max(timescale / (kind == TrackKind::Video ? 25U : 50U), 1U);
}

}  // namespace

std::uint64_t StreamFragment::duration() const {
  std::uint64_t sum = 0;
  for (const TimedSample& sample : samples) sum += sample.duration;
  return sum;
}

std::uint32_t Fragmenter::timescale(TrackKind kind) const {
  if (kind == TrackKind::Video || !tracks_->audio) return media::kVideoTimescale;
  return tracks_->audio->sample_rate;
}

void Fragmenter::set_tracks(std::shared_ptr<const media::Tracks> tracks) {
  tracks_ = std::move(tracks);
}

void Fragmenter::push(ReceivedSample sample, std::vector<StreamFragment>& out) {
  if (!tracks_) return;
  if (sample.track == TrackKind::Video) return push_video(std::move(sample), out);
  if (tracks_->audio) push_audio(std::move(sample), out);
}

void Fragmenter::release_held(OpenTrack& track, std::int64_t until, std::uint32_t timescale) {
  if (!track.held) return;
  ReceivedSample held = *std::exchange(track.held, std::nullopt);
  const std::int64_t between = until - held.media;
  if (track.last_duration == 0) track.last_duration = usual_duration(held.track, timescale);
  // Times that go back (pictures out of order) or jump say nothing about this one.
  if (between > 0 && between < kLongestSampleS * timescale) {
    track.last_duration = static_cast<std::uint32_t>(between);
  } else {
    track.missing = true;
  }
  append(track, std::move(held), track.last_duration);
}

void Fragmenter::append(OpenTrack& track, ReceivedSample sample, std::uint32_t duration) {
  if (!track.fragment) {
    track.fragment.emplace();
    StreamFragment& made = *track.fragment;
    made.track = sample.track;
    made.tracks = tracks_;
    made.media = sample.media;
    made.wall = sample.wall;
    made.arrival = sample.arrival;
    made.key = sample.sample.key;
    made.discontinuity = std::exchange(track.missing, false) || sample.sample.damaged;
    made.wall_estimated = sample.wall_estimated;
    made.stepped = sample.stepped;
  }
  StreamFragment& fragment = *track.fragment;
  fragment.bytes += sample.sample.data.size();
  fragment.samples.push_back({std::move(sample.sample.data), duration, sample.sample.key});
}

void Fragmenter::cut(OpenTrack& track, std::vector<StreamFragment>& out) {
  if (track.fragment) out.push_back(*std::exchange(track.fragment, std::nullopt));
}

bool Fragmenter::starts_fragment(const ReceivedSample& sample) const {
  if (!video_.fragment) return false;
  const StreamFragment& open = *video_.fragment;
  return sample.sample.key || sample.stepped || open.tracks != tracks_ ||
         sample.media - open.media >= std::int64_t{media::kVideoTimescale} ||
         open.bytes + sample.sample.data.size() > kFragmentBytesMax ||
         open.samples.size() >= kFragmentSamplesMax;
}

void Fragmenter::push_video(ReceivedSample sample, std::vector<StreamFragment>& out) {
  const bool first = !video_.fragment && !video_.held;
  if (first && !sample.sample.key && video_.last_duration == 0) return;  // not decodable yet
  release_held(video_, sample.media, media::kVideoTimescale);
  if (sample.sample.damaged) video_.missing = true;
  if (starts_fragment(sample)) {
    cut(video_, out);
    cut(audio_, out);
  }
  video_.held = std::move(sample);
}

void Fragmenter::push_audio(ReceivedSample sample, std::vector<StreamFragment>& out) {
  if (!video_.fragment && !video_.held) return;  // audio before the first picture
  release_held(audio_, sample.media, timescale(TrackKind::Audio));
  const StreamFragment* open = audio_.fragment ? &*audio_.fragment : nullptr;
  if (open != nullptr && (sample.stepped || audio_.missing || open->tracks != tracks_ ||
                          open->samples.size() >= kFragmentSamplesMax)) {
    cut(audio_, out);
  }
  audio_.held = std::move(sample);
}

void Fragmenter::finish(std::vector<StreamFragment>& out) {
  constexpr std::int64_t kUnknown = std::numeric_limits<std::int64_t>::max() / 2;
  for (OpenTrack* track : {&video_, &audio_}) {
    if (track->held) {
      const std::int64_t usual =
          track->last_duration > 0 ? track->held->media + track->last_duration : kUnknown;
      release_held(*track, usual, timescale(track->held->track));
    }
    cut(*track, out);
    *track = {};
  }
}

}  // namespace nvr

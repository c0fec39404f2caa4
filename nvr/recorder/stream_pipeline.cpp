#include "nvr/recorder/stream_pipeline.h"

#include <algorithm>
#include <utility>

#include "media/mp4/init_writer.h"
#include "nvr/ingest/offered_tracks.h"

namespace nvr {

void StreamPipeline::begin(const StreamOffer& offer, bool audio) {
  fragmenter_ = {};
  tracks_.reset();
  audio_.reset();
  sets_.emplace(offered_parameter_sets(offer.video));
  if (audio && offer.audio) audio_ = offered_audio(*offer.audio);
  last_video_ = 0;
}

void StreamPipeline::learn_format(const ReceivedSample& sample) {
  // Parameter sets come with key pictures; looking elsewhere would cost a walk for each picture.
  if (sample.track != TrackKind::Video || !sample.sample.key) return;
  const auto changed = sets_->update(sample.sample.data);
  if (!changed || (!*changed && tracks_) || !sets_->complete()) return;
  set_tracks();
}

void StreamPipeline::set_tracks() {
  auto format = sets_->format();
  if (!format) return;
  media::Tracks tracks{.video = *std::move(format), .audio = audio_};
  const auto init = media::write_init(tracks);
  if (!init) return;
  tracks_ = std::make_shared<const media::Tracks>(std::move(tracks));
  fragmenter_.set_tracks(tracks_);
  live_.set_init(*init);
}

void StreamPipeline::show(const ReceivedSample& sample) {
  if (!live_.watched()) return;
  const bool video = sample.track == TrackKind::Video;
  if (video) {
    const std::int64_t since = sample.media - std::exchange(last_video_, sample.media);
    if (since > 0 && since < std::int64_t{media::kVideoTimescale}) {
      last_duration_ = static_cast<std::uint32_t>(since);
    }
  }
  const LiveHead head{
      .kind = video ? LiveKind::Video : LiveKind::Audio,
      .key = sample.sample.key,
      .discontinuity = sample.sample.damaged || sample.stepped,
      .media_time = static_cast<std::uint64_t>(std::max<std::int64_t>(sample.media, 0)),
      .duration = video ? last_duration_ : 0,
      .wall = base::to_ticks(sample.wall)};
  const base::ByteView parts[] = {sample.sample.data};
  live_.write(head, parts);
}

void StreamPipeline::take(ReceivedSample sample) {
  if (!sets_) return;
  learn_format(sample);
  if (!tracks_) return;
  if (sample.track == TrackKind::Video || audio_) show(sample);
  if (recorder_ == nullptr) return;
  fragmenter_.push(std::move(sample), fragments_);
  for (StreamFragment& fragment : std::exchange(fragments_, {})) {
    recorder_->push(std::move(fragment));
  }
}

void StreamPipeline::end(storage::FinalReason reason) {
  if (recorder_ == nullptr) return;
  fragmenter_.finish(fragments_);
  for (StreamFragment& fragment : std::exchange(fragments_, {})) {
    recorder_->push(std::move(fragment));
  }
  recorder_->end(reason);
  sets_.reset();
}

}  // namespace nvr

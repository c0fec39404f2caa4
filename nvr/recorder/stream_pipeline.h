// From a connection's samples to who wants them: live viewers at once, the archive by fragments.
//
// Reactor's thread only; one per camera stream, over all its connections.
// Specification: docs/design/recording.md.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/log/logger.h"
#include "media/h26x/parameter_sets.h"
#include "nvr/ingest/rtsp_session.h"
#include "nvr/live/live_stream.h"
#include "nvr/recorder/fragmenter.h"
#include "nvr/recorder/stream_recorder.h"

namespace nvr {

class StreamPipeline {
 public:
  // Both outlive this; without a recorder nothing is recorded.
  StreamPipeline(LiveStream& live, StreamRecorder* recorder) : live_{live}, recorder_{recorder} {}

  void begin(const StreamOffer& offer, bool audio);  // a connection
  void take(ReceivedSample sample);
  void end(storage::FinalReason reason);  // the connection is over

  bool has_format() const { return fragmenter_.has_tracks(); }
  // What the pictures are; for probing.
  const media::Tracks* tracks() const { return tracks_.get(); }

 private:
  void learn_format(const ReceivedSample& sample);
  void set_tracks();
  void show(const ReceivedSample& sample);

  LiveStream& live_;
  StreamRecorder* recorder_;
  Fragmenter fragmenter_;
  std::optional<media::ParameterSets> sets_;
  std::optional<media::AudioFormat> audio_;
  std::shared_ptr<const media::Tracks> tracks_;
  std::vector<StreamFragment> fragments_;
  std::int64_t last_video_ = 0;
  std::uint32_t last_duration_ = media::kVideoTimescale / 25;
};

}  // namespace nvr

// One track of a camera's stream: RTP and RTCP packets in, samples with their times out.
//
// Packets of another payload type, or malformed ones, are counted and dropped. Not thread-safe; one
// per track and connection. Specification: docs/design/camera-streams.md, docs/design/recording.md.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "media/rtp/depacketizer.h"
#include "media/sdp/stream_description.h"
#include "nvr/ingest/received_sample.h"
#include "nvr/ingest/sample_clock.h"

namespace nvr {

class TrackReceiver {
 public:
  explicit TrackReceiver(const media::sdp::StreamDescription& description);

  void take_rtp(base::ByteView packet, base::WallTime arrival, std::vector<ReceivedSample>& out);
  void take_rtcp(base::ByteView packet, base::WallTime arrival);

  const media::sdp::StreamDescription& description() const { return description_; }
  const SampleClock& clock() const { return clock_; }
  std::uint64_t packets_lost() const { return depacketizer_->sequence().lost(); }
  std::uint64_t packets_dropped() const { return dropped_; }

 private:
  media::sdp::StreamDescription description_;
  TrackKind kind_;
  std::unique_ptr<media::Depacketizer> depacketizer_;
  SampleClock clock_;
  std::uint64_t dropped_ = 0;
};

}  // namespace nvr

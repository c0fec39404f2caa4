// RTP packets in, samples out: what all payload formats have in common.
//
// Samples come out complete, at the marker or when the time changes. A damaged one is flagged and
// holds whole NAL units only; loss is never silent: if nothing is left of a picture, the next one
// carries the flag. Packets that come too late are counted and dropped. Memory is bounded by
// kSampleBytesMax. Not thread-safe; one per stream.
#pragma once

#include <memory>
#include <vector>

#include "media/rtp/rtp_format.h"
#include "media/rtp/sample.h"
#include "media/rtp/sequence_tracker.h"

namespace media {

class Depacketizer {
 public:
  virtual ~Depacketizer() = default;

  // The samples that `packet` completed, mostly none or one. Payload type and source are the
  // caller's to check.
  std::vector<Sample> push(const RtpPacket& packet);

  // At the end of a stream: what is still open, if it can stand alone.
  virtual std::vector<Sample> flush() = 0;

  const SequenceTracker& sequence() const { return sequence_; }

 private:
  // `lost_before`: packets are missing between this and the one before.
  virtual void take(const RtpPacket& packet, bool lost_before, std::vector<Sample>& out) = 0;

  SequenceTracker sequence_;
};

}  // namespace media

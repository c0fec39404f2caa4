#include "nvr/ingest/track_receiver.h"

#include <utility>
#include <variant>

#include "media/rtp/rtcp_format.h"
#include "media/rtp/rtp_format.h"

namespace nvr {

TrackReceiver::TrackReceiver(const media::sdp::StreamDescription& description)
    : description_{description},
      kind_{media::sdp::is_video(description.codec) ? TrackKind::Video : TrackKind::Audio},
      depacketizer_{media::sdp::make_depacketizer(description)},
      clock_{description.clock_rate} {}

void TrackReceiver::take_rtp(base::ByteView packet, base::WallTime arrival,
                             std::vector<ReceivedSample>& out) {
  const auto parsed = media::parse_rtp(packet);
  if (!parsed || parsed->payload_type != description_.payload_type) {
    ++dropped_;
    return;
  }
  for (media::Sample& sample : depacketizer_->push(*parsed)) {
    const SampleClock::Placed placed = clock_.place(sample.rtp_time, arrival);
    out.push_back({.track = kind_,
                   .sample = std::move(sample),
                   .media = placed.media,
                   .wall = placed.wall,
                   .arrival = arrival,
                   .wall_estimated = placed.estimated,
                   .stepped = placed.stepped});
  }
}

void TrackReceiver::take_rtcp(base::ByteView packet, base::WallTime arrival) {
  const auto parsed = media::parse_rtcp(packet);
  if (!parsed) {
    ++dropped_;
    return;
  }
  for (const media::RtcpPacket& each : *parsed) {
    const auto* report = std::get_if<media::SenderReport>(&each);
    if (report != nullptr && report->ntp_time != 0) {
      clock_.take_report(media::from_ntp(report->ntp_time), report->rtp_time, arrival);
    }
  }
}

}  // namespace nvr

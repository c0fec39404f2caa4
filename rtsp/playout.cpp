#include "rtsp/playout.h"

#include "media/rtsp/rtsp_message.h"

namespace rtsp {

Playout::Playout(const Feed& feed, std::map<std::size_t, Channels> tracks, Options options)
    : options_{options} {
  for (const auto& [index, channels] : tracks) {
    tracks_.emplace(index, Track{channels, feed.clock_rate(index) * options.report_interval_s});
    has_video_ = has_video_ || feed.is_video(index);
  }
}

// Sound alone is of no use to who wants pictures, so it starts and stops with them.
bool Playout::may_pass(const Unit& unit, std::size_t queued) {
  if (queued > options_.queued_bytes_max) waiting_for_key_ = true;
  const bool opens = has_video_ ? unit.video && unit.key : true;
  // Half empty, lest the next picture stop it again.
  if (waiting_for_key_ && opens && queued <= options_.queued_bytes_max / 2) {
    waiting_for_key_ = false;
    started_ = true;
  }
  return !waiting_for_key_;
}

void Playout::take(const Unit& unit, std::size_t queued, base::Bytes& out) {
  const auto found = tracks_.find(unit.track);
  if (found == tracks_.end()) return;
  Track& track = found->second;
  if (!may_pass(unit, queued)) {
    if (started_) ++skipped_;
    return;
  }
  if (!track.last_report || unit.rtp_time - *track.last_report >= track.report_interval) {
    media::append_interleaved(out, track.channels.rtcp, unit.report);
    track.last_report = unit.rtp_time;
  }
  std::size_t begin = 0;
  for (const std::size_t end : unit.ends) {
    media::append_interleaved(out, track.channels.rtp,
                              base::ByteView{unit.packets}.subspan(begin, end - begin));
    begin = end;
  }
}

}  // namespace rtsp

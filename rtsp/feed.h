// A live stream as RTSP serves it: each sample is packetized once, for all receivers together.
//
// Receivers come and go; whoever fills the feed is told when the first comes and the last goes, so
// that a stream nobody watches costs nothing. Reactor's thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/random_id.h"
#include "base/result.h"
#include "media/rtp/g711_packetizer.h"
#include "media/rtp/nal_packetizer.h"
#include "media/rtp/sample.h"
#include "media/sdp/stream_description.h"

namespace rtsp {

// The RTP packets of one sample. Immutable once made.
struct Unit {
  std::size_t track = 0;
  bool video = false;
  bool key = false;  // a receiver can start here; always so for audio
  std::uint32_t rtp_time = 0;
  std::uint16_t first_sequence = 0;
  base::Bytes packets;            // one behind the other
  std::vector<std::size_t> ends;  // of each packet in `packets`
  base::Bytes report;             // RTCP: the sender report of just before this sample
};

class Receiver {
 public:
  virtual ~Receiver() = default;
  // May leave the feed within the call.
  virtual void receive(const std::shared_ptr<const Unit>& unit) = 0;
};

class Feed {
 public:
  struct Options {
    std::string name;                                   // shown to people, in the SDP
    std::vector<media::sdp::StreamDescription> tracks;  // `control` is set by the feed
    std::function<void(bool watched)> on_watched;       // optional
    std::function<void()> on_key_wanted;                // optional: a receiver waits for a key
  };

  Feed(Options options, base::IdSource& ids);

  std::size_t track_count() const { return tracks_.size(); }
  bool is_video(std::size_t track) const;
  std::uint32_t clock_rate(std::size_t track) const;
  std::uint32_t ssrc(std::size_t track) const { return tracks_[track].ssrc; }
  std::uint16_t next_sequence(std::size_t track) const;
  std::string control(std::size_t track) const;  // "track0"
  std::optional<std::size_t> find_track(std::string_view control) const;
  std::string describe() const;  // SDP

  // `wall` is the time the sample is of. InvalidInput, and nothing sent, for broken samples.
  base::Result<void> publish(std::size_t track, const media::Sample& sample, base::WallTime wall);

  void add(Receiver& receiver);  // which outlives its stay
  void remove(Receiver& receiver);
  bool watched() const { return receiver_count() > 0; }
  std::size_t receiver_count() const;

 private:
  struct Track {
    media::sdp::StreamDescription description;
    std::uint32_t ssrc;
    std::variant<media::NalPacketizer, media::G711Packetizer> packetizer;
  };

  Track make_track(media::sdp::StreamDescription description, std::size_t index,
                   base::IdSource& ids) const;
  base::Bytes make_report(const Track& track, std::uint32_t rtp_time, base::WallTime wall) const;

  Options options_;
  std::string cname_;
  std::uint64_t sdp_id_;
  std::vector<Track> tracks_;
  std::vector<Receiver*> receivers_;  // null: left within the round
  bool in_round_ = false;
};

}  // namespace rtsp

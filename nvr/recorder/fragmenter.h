// Groups a connection's samples into what becomes one archive record each.
//
// Video fragments begin at a key picture, or one second after the last began, and hold a key
// picture only as their first; audio is cut where video is. Durations come from the times between
// samples, so one sample is held back. Not thread-safe; one per connection of a stream.
// Specification: docs/design/recording.md; docs/design/sealed-archive.md, "Media".
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "media/mp4/track.h"
#include "nvr/ingest/received_sample.h"

namespace nvr {

struct TimedSample {
  base::Bytes data{};
  std::uint32_t duration = 0;  // in the track's timescale
  bool key = false;
};

struct StreamFragment {
  TrackKind track = TrackKind::Video;
  std::shared_ptr<const media::Tracks> tracks{};  // what its init segment says
  std::vector<TimedSample> samples{};
  std::int64_t media = 0;  // of the first sample
  std::size_t bytes = 0;
  base::WallTime wall{};
  base::WallTime arrival{};
  bool key = false;            // begins with a key picture
  bool discontinuity = false;  // samples are missing before it
  bool wall_estimated = false;
  bool stepped = false;  // time jumped before it

  std::uint64_t duration() const;
};

class Fragmenter {
 public:
  // `tracks` of what follows; a change ends the open fragment.
  void set_tracks(std::shared_ptr<const media::Tracks> tracks);
  bool has_tracks() const { return tracks_ != nullptr; }

  // Before the tracks are known, and before the first key picture, samples are left out.
  void push(ReceivedSample sample, std::vector<StreamFragment>& out);
  // What is left, at the end of the connection.
  void finish(std::vector<StreamFragment>& out);

 private:
  struct OpenTrack {
    std::optional<StreamFragment> fragment{};
    std::optional<ReceivedSample> held{};  // its duration is not known yet
    std::uint32_t last_duration = 0;
    bool missing = false;  // the next fragment has a gap before it
  };

  void push_video(ReceivedSample sample, std::vector<StreamFragment>& out);
  void push_audio(ReceivedSample sample, std::vector<StreamFragment>& out);
  void release_held(OpenTrack& track, std::int64_t until, std::uint32_t timescale);
  void append(OpenTrack& track, ReceivedSample sample, std::uint32_t duration);
  void cut(OpenTrack& track, std::vector<StreamFragment>& out);
  bool starts_fragment(const ReceivedSample& sample) const;
  std::uint32_t timescale(TrackKind kind) const;

  std::shared_ptr<const media::Tracks> tracks_;
  OpenTrack video_;
  OpenTrack audio_;
};

}  // namespace nvr

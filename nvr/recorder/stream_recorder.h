// Records one camera stream: fragments in, segments of the sealed archive out.
//
// Nothing here waits: while the disk is busy, or while the last segment is not durable yet (the
// next one takes its chain from it), fragments are held, up to a bound. Each turn of the recorder
// asks every stream to prepare(), hashes all of them side by side, and then lets each commit().
// Reactor's thread only. Specification: docs/design/recording.md.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log/logger.h"
#include "base/random_id.h"
#include "crypto/hash/multi_hasher.h"
#include "crypto/x509/certificate.h"
#include "nvr/recorder/archive.h"
#include "nvr/recorder/fragmenter.h"
#include "storage/segment/segment_writer.h"

namespace nvr {

// Whom the footage comes from, as its context says.
struct StreamSource {
  std::string url{};
  std::string sdp{};
  std::optional<storage::PinnedIdentity> identity{};
};

// Who records.
struct RecorderIdentity {
  base::Id recorder{};
  base::Id boot{};
  std::string software{};
};

class StreamRecorder {
 public:
  // Of fragments that wait for a disk or a key.
  static constexpr std::size_t kHeldBytesMax = std::size_t{48} << 20;

  // All but the values outlive this. `head` is where the stream's chain stands, and `last_end` when
  // its last footage ended.
  StreamRecorder(Archive& archive, base::IdSource& ids, base::Logger logger,
                 const RecorderIdentity& identity, storage::StreamKey stream,
                 const storage::StreamHead& head, base::Ticks last_end);

  void set_source(StreamSource source) { source_ = std::move(source); }
  // Before the first fragment of a run: why there is nothing since the last one.
  void set_gap_reason(storage::GapReason reason) { gap_reason_ = reason; }

  void push(StreamFragment fragment);
  // How a track's times map to the camera's clock, for the next segment's context. `media` is on
  // the connection's time.
  void note_clock(TrackKind track, const storage::ClockRecord& clock, std::int64_t media);
  // What was pushed is written, then the segment ends.
  void end(storage::FinalReason reason);

  // The writer that has something to commit, if any. Commit right after it.
  storage::SegmentWriter* prepare(base::Ticks now);
  void commit(base::Ticks now, crypto::MultiHasher& hasher);

  bool idle() const;                                    // nothing is held or under way
  const char* waits_for() const { return waits_for_; }  // "" or what keeps it from recording
  base::Ticks last_end() const { return last_end_; }
  std::uint64_t fragments_dropped() const { return dropped_; }
  const storage::StreamKey& stream() const { return stream_; }

 private:
  struct Segment {
    storage::SegmentWriter writer;
    base::Id volume{};
    std::string path{};
    std::shared_ptr<const media::Tracks> tracks{};
    std::map<TrackKind, std::int64_t> origin{};  // the connection's time of decode time zero
    base::WallTime start{};
    std::uint32_t sequence = 0;  // of fragments
    bool keyed = false;
  };
  // The last segment, until it is known where the chain stands.
  struct Under {
    base::Id segment{};
    std::string path{};
    base::Id volume{};
    std::optional<storage::SegmentFacts> durable{};
    bool final = false;
    bool failed = false;
    std::size_t commits = 0;  // on their way
  };
  struct Clock {
    storage::ClockRecord record{};
    std::int64_t media = 0;
  };

  base::Result<bool> begin(const StreamFragment& first, base::Ticks now);
  storage::Context make_context(const StreamFragment& first, storage::DayKeyChoice choice) const;
  base::Result<void> add(const StreamFragment& fragment);
  void fill(base::Ticks now);
  bool must_rotate(const StreamFragment& next);
  std::int64_t decode_time(const StreamFragment& fragment);
  void append(storage::Commit commit);
  void on_done(const storage::Commit& told, const base::Result<void>& result);
  void abandon(storage::GapReason reason);
  void settle();
  void note_gap(const StreamFragment& first, base::Ticks now);
  void tell(const base::EventKind& kind, const std::string& what) const;
  void log(base::Severity severity, std::string_view name, const std::string& what) const;

  Archive& archive_;
  base::IdSource& ids_;
  base::Logger logger_;
  RecorderIdentity identity_;
  storage::StreamKey stream_;
  storage::StreamHead head_;
  base::Ticks last_end_;
  StreamSource source_;
  storage::GapReason gap_reason_ = storage::GapReason::RecorderDown;
  std::map<TrackKind, Clock> clocks_;

  std::deque<StreamFragment> held_;
  std::size_t held_bytes_ = 0;
  std::uint64_t dropped_ = 0;
  std::optional<Segment> segment_;
  std::optional<Under> under_;
  std::optional<storage::FinalReason> finish_;  // the open segment, at the next commit
  std::optional<storage::FinalReason> ending_;  // once nothing is held any more
  const char* waits_for_ = "";
  // Callbacks of the archive may come after this is gone.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace nvr

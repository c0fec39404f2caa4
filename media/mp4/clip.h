// A progressive MP4 (ftyp, moov, mdat) made of archive records, without holding their media: its
// size is known and any range of it can be told before the first byte is sent.
//
// ClipBuilder is given every record once, opened, and keeps only its sample table. The Clip is then
// a plan: which bytes are head, and which are a range of which record. Not thread-safe while
// building; a finished Clip is immutable and may be read from any thread.
// Specification: ISO/IEC 14496-12 8.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "media/mp4/clip_tables.h"
#include "media/mp4/init_parser.h"

namespace media {

// A run of a clip's bytes: of its head, or of an opened record.
struct ClipPart {
  bool head = false;
  std::uint32_t record = 0;  // as the caller numbered it
  std::uint64_t offset = 0;  // from the head's or the opened record's first byte
  std::uint64_t bytes = 0;

  bool operator==(const ClipPart&) const = default;
};

class Clip {
 public:
  std::uint64_t bytes() const { return head_.size() + media_bytes_; }
  const base::Bytes& head() const { return head_; }  // all but the media itself
  std::chrono::nanoseconds duration() const { return duration_; }

  // What bytes [offset, offset + bytes) are made of, in order; a range past the end is cut there.
  std::vector<ClipPart> parts(std::uint64_t offset, std::uint64_t bytes) const;

 private:
  friend class ClipBuilder;
  struct Piece {
    std::uint64_t at;  // from the first byte of media
    std::uint32_t record;
    std::uint64_t offset;
    std::uint64_t bytes;
  };
  base::Bytes head_;
  std::vector<Piece> pieces_;
  std::uint64_t media_bytes_ = 0;
  std::chrono::nanoseconds duration_{};
};

class ClipBuilder {
 public:
  struct Options {
    bool browser_labels = true;          // avc1 and hvc1; false keeps avc3 and hev1
    std::chrono::sys_seconds created{};  // written into the file; the default says unknown
    std::size_t samples_max = 8'000'000;
  };

  ClipBuilder() : ClipBuilder{Options{}} {}
  explicit ClipBuilder(Options options) : options_{options} {}

  // The records that follow belong to a segment with this opened init. Its decode time zero lies at
  // `origin`, counted from any point that is the same for all segments of the clip (UTC will do).
  base::Result<void> begin_segment(base::ByteView init, std::chrono::nanoseconds origin);

  // A media record of that segment, opened; in order of time for each track. `record` is the
  // caller's number for it, handed back in ClipPart. The first video record starts the clip, audio
  // before it is left out.
  base::Result<void> add_record(std::uint32_t record, base::ByteView fragment);

  // InvalidInput when no video was added.
  base::Result<Clip> finish() &&;

 private:
  struct Source {  // a track of the segment under way
    std::uint32_t timescale;
    std::uint32_t entry;
    std::int64_t origin;  // in the clip track's timescale
    std::size_t target;   // index into tracks_
  };

  std::size_t target_track(const InitTrack& track);

  Options options_;
  std::vector<ClipTrack> tracks_;
  std::map<std::uint32_t, Source> sources_;
  std::vector<Clip::Piece> pieces_;
  std::uint64_t media_bytes_ = 0;
  std::size_t samples_ = 0;
};

}  // namespace media

// The frame of a segment: its header, its end mark, and the strings that bind its key.
// Pure: bytes in, value out, and back to the same bytes. Safe from any thread.
// Specification: docs/design/sealed-archive.md, "Segment".
#pragma once

#include <chrono>
#include <cstdint>

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "storage/segment/fields.h"

namespace storage {

inline constexpr std::uint16_t kSegmentFormat = 1;
inline constexpr std::size_t kSegmentHeaderBytes = 320;
inline constexpr std::size_t kEndMarkBytes = 16;

// Limits of format 1. A reader believes nothing beyond them; a writer ends the segment before.
inline constexpr std::uint64_t kSegmentBytesMax = std::uint64_t{2} << 30;
inline constexpr std::uint64_t kRecordsMax = 65'535;
inline constexpr std::uint64_t kCommitBytesMax = std::uint64_t{32} << 20;
inline constexpr std::chrono::seconds kSegmentLengthDue{300};
inline constexpr std::chrono::seconds kSegmentLengthMax{600};

// Which of a camera's streams. Footage fetched later is a stream of its own.
enum class StreamId : std::uint16_t { Main = 0, Sub = 1 };
inline constexpr std::uint16_t kLiveStreams = 16;
inline constexpr std::uint16_t kBackfillBit = 0x8000;

bool is_stream(StreamId stream);        // one that format 1 knows
StreamId backfill_of(StreamId stream);  // for footage of `stream` that came late
inline bool is_backfill(StreamId stream) {
  return (static_cast<std::uint16_t>(stream) & kBackfillBit) != 0;
}

struct SegmentHeader {
  StreamId stream = StreamId::Main;
  base::Day day_key_day = 0;
  base::Id segment{};
  base::Id recorder{};
  base::Id camera{};
  base::Id boot{};
  std::uint64_t sequence = 1;  // counts from 1 per camera and stream
  base::Ticks start{};
  base::Id day_key{};
  base::Id signing_key{};
  Digest chain_in{};
  Digest key_commitment{};
  Point encapsulated{};  // HPKE enc
  WrappedKey wrapped_key{};

  bool operator==(const SegmentHeader&) const = default;
};

base::Bytes marshal(const SegmentHeader& header);  // kSegmentHeaderBytes

// Inverse of marshal(); `bytes` is exactly the header. ErrorKind::InvalidInput is a segment of a
// format that this reader does not know, Corrupt is no header of ours.
base::Result<SegmentHeader> parse_segment_header(base::ByteView bytes);

// What HPKE binds the segment key to.
base::Bytes segment_key_info(const SegmentHeader& header);

// HKDF's info for the key commitment.
base::Bytes key_commitment_info(const base::Id& segment);

// The last bytes of a finished segment.
struct EndMark {
  std::uint64_t final_record_bytes = 0;  // header to digest

  bool operator==(const EndMark&) const = default;
};

base::Bytes marshal(const EndMark& mark);                    // kEndMarkBytes
base::Result<EndMark> parse_end_mark(base::ByteView bytes);  // inverse

// Relative to the volume. Names only help to find a segment: its header decides.
std::string segment_path(const SegmentHeader& header);

}  // namespace storage

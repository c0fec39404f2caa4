// A record's header, its sizes, and what its seal is bound to. Bodies: record_body_format.h and
// context_format.h. Pure; safe from any thread.
// Specification: docs/design/sealed-archive.md, "Record".
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "base/ticks.h"
#include "storage/segment/fields.h"

namespace storage {

inline constexpr std::size_t kRecordHeaderBytes = 56;
inline constexpr std::size_t kTagBytes = 16;
inline constexpr std::size_t kDigestBytes = 32;
inline constexpr std::size_t kRecordBytesMin = kRecordHeaderBytes + kDigestBytes;

inline constexpr std::uint32_t kSealedBodyBytesMax = 16U << 20;
inline constexpr std::uint32_t kFinalBodyBytesMax = (4U << 20) + 64;
inline constexpr std::uint32_t kContextBodyBytesMax = 256U << 10;
inline constexpr std::uint32_t kClearBodyBytesMax = 64U << 10;
inline constexpr std::uint32_t kPadBodyBytesMax = kBlockBytes - 1;

// Kinds that are not named here may come from a later writer: see is_ignorable().
enum class RecordKind : std::uint8_t {
  Context = 0x01,
  Gap = 0x02,
  Verdict = 0x03,
  Clock = 0x04,
  Checkpoint = 0x05,
  Pad = 0x06,
  Final = 0x07,
  Init = 0x41,
  Video = 0x42,
  Audio = 0x43,
  Metadata = 0x44,
};

bool is_known(RecordKind kind);
bool is_media(RecordKind kind);              // video, audio or metadata: has samples
constexpr bool is_sealed(RecordKind kind) {  // has a tag
  return (static_cast<std::uint8_t>(kind) & 0x40) != 0;
}
// An unknown kind that a reader may pass over. One that is not ignorable makes the whole segment
// one that this reader does not understand, though it can still check its chain.
constexpr bool is_ignorable(RecordKind kind) {
  return (static_cast<std::uint8_t>(kind) & 0x80) != 0;
}
std::uint32_t body_bytes_max(RecordKind kind);

namespace record_flag {
inline constexpr std::uint16_t kKeyFrame = 0x0001;
inline constexpr std::uint16_t kBackfilled = 0x0002;
inline constexpr std::uint16_t kDiscontinuity = 0x0004;
inline constexpr std::uint16_t kWallEstimated = 0x0008;
inline constexpr std::uint16_t kCommitStart = 0x8000;
inline constexpr std::uint16_t kAll = 0x800f;
}  // namespace record_flag

struct RecordHeader {
  RecordKind kind = RecordKind::Pad;
  std::uint8_t track = 0;
  std::uint16_t flags = 0;
  std::uint32_t body_bytes = 0;
  std::uint64_t number = 1;  // counts from 1 in a segment
  base::Ticks arrival{};
  base::Ticks wall{};
  base::TickDuration media{};  // since the segment's first sample
  std::uint32_t duration = 0;  // ticks
  std::uint32_t samples = 0;
  std::uint64_t first_sample = 0;

  bool operator==(const RecordHeader&) const = default;
};

using RecordHeaderBytes = std::array<std::uint8_t, kRecordHeaderBytes>;

RecordHeaderBytes marshal(const RecordHeader& header);

// Inverse of marshal(); `bytes` is exactly the header. Its body length is within body_bytes_max().
base::Result<RecordHeader> parse_record_header(base::ByteView bytes);

std::size_t record_bytes(const RecordHeader& header);  // header, body, tag and digest

// The body of the pad that ends a commit at `position`; none when it ends on a block by itself.
std::optional<std::uint32_t> pad_body_bytes(std::uint64_t position);

// AES-GCM's nonce. It never repeats under a segment's key, because numbers never do.
std::array<std::uint8_t, 12> record_nonce(std::uint64_t number);

// What the seal binds a body to: this segment and everything its record's header says.
std::array<std::uint8_t, 88> record_associated_data(const Digest& segment_header_digest,
                                                    const RecordHeader& header);

}  // namespace storage

// Bodies of the clear records that speak of footage: gap, verdict, clock, checkpoint and final.
// The context's has its own header. Pure; safe from any thread.
// Specification: docs/design/sealed-archive.md, "Gap body" to "Final body and end mark".
//
// An enumeration value without a name comes from a later writer and is kept as it is; 0 is refused
// where the enumeration does not name it.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "storage/segment/fields.h"
#include "storage/segment/record_format.h"

namespace storage {

inline constexpr std::size_t kGapBytes = 24;
inline constexpr std::size_t kVerdictBytes = 112;
inline constexpr std::size_t kClockBytes = 48;
inline constexpr std::size_t kCheckpointBytes = 120;
inline constexpr std::size_t kFinalFixedBytes = 128;
inline constexpr std::size_t kIndexEntryBytes = 64;

enum class GapReason : std::uint8_t {
  CameraUnreachable = 1,
  Lost = 2,
  RecorderDown = 3,
  DiskSlow = 4,
  DiskError = 5,
  NoSpace = 6,
  OnPurpose = 7,
  NotMedia = 8,
  ClockStep = 9,
};

struct Gap {
  GapReason reason = GapReason::CameraUnreachable;
  std::uint8_t track = 0;  // 0: all
  std::uint32_t packets_lost = 0;
  base::Ticks from{};
  base::Ticks to{};  // unknown while it lasts

  bool operator==(const Gap&) const = default;
};

enum class Verdict : std::uint8_t {
  Authentic = 1,
  AuthenticWithLoss = 2,
  Tampered = 3,
  Missing = 4,
  NotSigned = 5,
  Unverifiable = 6,
};

enum class Provenance : std::uint8_t {
  NotJudged = 0,
  KnownRoot = 1,
  PinnedCamera = 2,
  UnknownSigner = 3,
  Expired = 4,
  Revoked = 5,
  OtherCamera = 6,
};

enum class SigningPolicy : std::uint8_t { MaySign = 0, MustSign = 1 };

namespace finding {
inline constexpr std::uint32_t kClaimedTimeOff = 1;
inline constexpr std::uint32_t kUncoveredVideo = 2;
inline constexpr std::uint32_t kLinkBroken = 4;
inline constexpr std::uint32_t kCounterSkipped = 8;
inline constexpr std::uint32_t kCounterWentBack = 16;
inline constexpr std::uint32_t kAnchorLost = 32;
inline constexpr std::uint32_t kNoSignatureArrived = 64;
}  // namespace finding

// What one signed part of a camera's stream turned out to be.
struct VerdictRecord {
  base::Id segment{};  // maybe an earlier one
  std::uint64_t first_sample = 0;
  std::uint64_t last_sample = 0;  // inclusive
  std::uint32_t part_counter = 0;
  Verdict verdict = Verdict::Unverifiable;
  Provenance provenance = Provenance::NotJudged;
  SigningPolicy policy = SigningPolicy::MaySign;
  std::uint8_t track = 1;
  Digest sei{};
  base::Id signer{};
  base::Ticks claimed{};
  base::Ticks judged{};
  std::uint32_t findings = 0;
  std::uint32_t samples_missing = 0;

  bool operator==(const VerdictRecord&) const = default;
};

enum class ClockState : std::uint8_t { Synchronised = 1, NotSynchronised = 2, Unknown = 3 };

// How the recorder's clock was doing, and how a track's times map to it.
struct ClockRecord {
  ClockState state = ClockState::Unknown;
  std::uint8_t track = 0;
  std::uint32_t error_us_max = 0xffffffff;
  std::int64_t camera_offset = 0;  // ticks, camera minus recorder
  base::Ticks sender_ntp{};
  std::uint32_t sender_rtp = 0;
  std::uint32_t rtp_rate = 0;
  base::TickDuration media{};  // what sender_rtp stands for
  base::Ticks claimed{};

  bool operator==(const ClockRecord&) const = default;
};

struct Checkpoint {
  Digest chain{};  // c of the record before
  base::Ticks time{};
  base::Id signing_key{};
  Signature signature{};

  bool operator==(const Checkpoint&) const = default;
};

struct IndexEntry {
  std::uint64_t offset = 0;
  RecordHeader header{};

  bool operator==(const IndexEntry&) const = default;
};

enum class FinalReason : std::uint8_t {
  FullLength = 1,
  NewInit = 2,
  RecorderStops = 3,
  LimitReached = 4,
  StreamEnded = 5,
};

struct FinalRecord {
  Checkpoint checkpoint{};  // signed over final_message()
  FinalReason reason = FinalReason::FullLength;
  std::vector<IndexEntry> index{};

  bool operator==(const FinalRecord&) const = default;
};

base::Bytes marshal(const Gap& gap);
base::Bytes marshal(const VerdictRecord& verdict);
base::Bytes marshal(const ClockRecord& clock);
base::Bytes marshal(const Checkpoint& checkpoint);
base::Bytes marshal(const FinalRecord& final_record);

// Inverses of marshal(); `body` is exactly the body.
base::Result<Gap> parse_gap(base::ByteView body);
base::Result<VerdictRecord> parse_verdict(base::ByteView body);
base::Result<ClockRecord> parse_clock(base::ByteView body);
base::Result<Checkpoint> parse_checkpoint(base::ByteView body);
// The index it returns is in order, without overlap, and lists no pad, checkpoint or final.
base::Result<FinalRecord> parse_final(base::ByteView body);

// What the signature of a checkpoint with this record number is over.
base::Bytes checkpoint_message(const base::Id& segment, std::uint64_t number,
                               const Checkpoint& checkpoint);

// What the signature in a final record is over. `tail` is SHA-256 of the final record's header
// followed by its body from kCheckpointBytes on.
base::Bytes final_message(const base::Id& segment, std::uint64_t number,
                          const Checkpoint& checkpoint, const Digest& tail);

}  // namespace storage

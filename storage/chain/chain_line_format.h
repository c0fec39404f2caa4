// What lines of chain/<camera>/<day> and chain/signers say. A chain log's verdict line is a
// VerdictRecord (segment/record_body_format.h). Pure; safe from any thread.
// Specification: docs/design/sealed-archive.md, "Chain lines" and "Signers lines".
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "storage/segment/fields.h"
#include "storage/segment/segment_format.h"

namespace storage {

inline constexpr std::size_t kActorBytesMax = 128;
inline constexpr std::size_t kCertificateBytesMax = 8192;

enum class ChainLine : std::uint8_t { Tombstone = 1, Verdict = 2, Dropped = 3 };
enum class SignersLine : std::uint8_t { Signer = 1, Destroyed = 2 };

enum class DeletionReason : std::uint8_t { Age = 1, Space = 2, Order = 3, Unreadable = 4 };
enum class SegmentState : std::uint8_t { Final = 1, Unterminated = 2, Unreadable = 3 };

// Says, before a segment is deleted, that this was lawful, and keeps its place in the chain.
struct Tombstone {
  base::Id segment{};
  StreamId stream = StreamId::Main;
  DeletionReason reason = DeletionReason::Age;
  SegmentState state = SegmentState::Final;
  std::uint32_t records = 0;
  std::uint64_t sequence = 1;
  base::Ticks from{};
  base::Ticks to{};
  std::uint64_t disk_bytes = 0;
  base::Ticks due{};  // unknown when space or an order decided
  Digest chain_in{};
  Digest chain_out{};
  Digest header_digest{};
  base::Id order{};     // zero when none
  std::string actor{};  // 1 to kActorBytesMax bytes

  bool operator==(const Tombstone&) const = default;
};

// The log of an older day is gone, and with it the tombstones of one stream up to a sequence.
struct Dropped {
  base::Day day = 0;
  base::Id log{};
  Digest last_link{};
  StreamId stream = StreamId::Main;
  std::uint64_t sequence = 1;
  Digest chain_out{};

  bool operator==(const Dropped&) const = default;
};

// A key that signs checkpoints and lines from some time on.
struct Signer {
  base::Id key{};
  base::Id previous{};  // zero for the first
  base::Ticks from{};
  Point public_key{};
  base::Bytes certificate{};  // DER, of the evidence key, in lines that it signed

  bool operator==(const Signer&) const = default;
};

// A key that nobody can sign with any more.
struct Destroyed {
  base::Id key{};
  base::Ticks time{};

  bool operator==(const Destroyed&) const = default;
};

// Longer text than the limits above is our own mistake and asserts.
base::Bytes marshal(const Tombstone& tombstone);
base::Bytes marshal(const Dropped& dropped);
base::Bytes marshal(const Signer& signer);
base::Bytes marshal(const Destroyed& destroyed);

// Inverses of marshal(); `body` is exactly the line's body.
base::Result<Tombstone> parse_tombstone(base::ByteView body);
base::Result<Dropped> parse_dropped(base::ByteView body);
base::Result<Signer> parse_signer(base::ByteView body);
base::Result<Destroyed> parse_destroyed(base::ByteView body);

}  // namespace storage

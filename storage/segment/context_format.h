// The context record: what is needed to verify a segment on its own, first in each.
// Pure; safe from any thread. Text in it came from a camera: show it, never trust it.
// Specification: docs/design/sealed-archive.md, "Context body".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "storage/segment/fields.h"
#include "storage/segment/record_body_format.h"

namespace storage {

inline constexpr std::size_t kContextItemsMax = 32;
inline constexpr std::size_t kTracksMax = 16;

enum class PredecessorEnd : std::uint8_t {
  None = 1,  // the first segment of its camera stream
  Final = 2,
  AuthenticPrefix = 3,
  LastCheckpoint = 4,  // its volume is gone
};

struct Predecessor {
  base::Id segment{};
  std::uint64_t number = 0;  // of the record whose c is chain_in
  PredecessorEnd how = PredecessorEnd::None;

  bool operator==(const Predecessor&) const = default;
};

enum class DayKeyChoice : std::uint8_t { OfStartDay = 1, LastMinted = 2, TodaysForOlder = 3 };

enum class TrackType : std::uint8_t { Video = 1, Audio = 2, Metadata = 3 };

struct Track {
  std::uint8_t number = 1;
  TrackType type = TrackType::Video;
  std::uint32_t timescale = 90'000;
  std::string codec{};  // RFC 6381, at most 16 characters

  bool operator==(const Track&) const = default;
};

struct PinnedIdentity {
  Digest certificate{};
  std::string serial{};  // at most 128 bytes

  bool operator==(const PinnedIdentity&) const = default;
};

// Where the verification of the camera's signatures stood.
struct VerifierState {
  std::uint32_t part_counter = 0;
  base::Bytes link{};  // at most 64 bytes

  bool operator==(const VerifierState&) const = default;
};

// Empty text, bytes or lists are absent items.
struct Context {
  Predecessor predecessor{};
  DayKeyChoice day_key = DayKeyChoice::OfStartDay;
  std::vector<Track> tracks{};  // at least one
  std::string software{};
  std::string source_url{};                   // without credentials
  std::string session_description{};          // SDP without key lines
  std::vector<base::Bytes> parameter_sets{};  // NAL units
  base::Bytes certificate_sei{};              // one NAL unit
  std::optional<PinnedIdentity> identity{};
  std::optional<VerifierState> verifier{};
  std::vector<ClockRecord> time_mappings{};
  std::map<std::uint16_t, base::Bytes> unknown_items{};  // of a later writer, by tag

  bool operator==(const Context&) const = default;
};

// InvalidInput when something is longer, or more, than the page allows.
base::Result<base::Bytes> marshal(const Context& context);

base::Result<Context> parse_context(base::ByteView body);  // inverse of marshal()

}  // namespace storage

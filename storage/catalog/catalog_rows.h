// What the catalog holds and tells, as values: segments, coverage spans, stream heads, and the
// recorder's own entries (cameras, states), each with the number of its last change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json/json.h"
#include "base/random_id.h"
#include "base/ticks.h"
#include "storage/coverage/coverage.h"
#include "storage/segment/context_format.h"
#include "storage/segment/segment_facts.h"

namespace storage {

enum class RowState : std::uint8_t { Open = 1, Final = 2, Unterminated = 3, Removed = 4 };

struct SegmentRow {
  SegmentFacts facts{};
  RowState state = RowState::Open;
  base::Id volume{};
  std::string path{};  // relative to the volume

  bool operator==(const SegmentRow&) const = default;
};

struct SpanRow {
  base::Id camera{};
  StreamId stream = StreamId::Main;
  Span span{};
  bool removed = false;  // a run that begins there is no more: another one took its time

  bool operator==(const SpanRow&) const = default;
};

// Anything else that followers are told of: kind "camera" or "state", with a key of its own.
struct EntryRow {
  std::string kind{};
  std::string key{};
  base::Json fields{};  // an object; what it last was when it is removed
  bool removed = false;

  bool operator==(const EntryRow&) const = default;
};

struct Change {
  std::uint64_t n = 0;
  std::variant<SegmentRow, SpanRow, EntryRow> row{};

  bool operator==(const Change&) const = default;
};

// "main", "sub", "2" ... "15", and "backfill-main" and so on.
std::string stream_name(StreamId stream);
std::optional<StreamId> parse_stream_name(std::string_view name);  // inverse

// "camera_unreachable" ...; a number when a later writer gave it.
std::string reason_name(GapReason reason);

std::string rfc3339(base::Ticks time);  // empty when unknown or beyond what we can print

// The fields of the `change` event of the recorder's `follow`: n, kind and what the row says.
base::Json to_json(const Change& change);

// Where a camera's stream stands: what its next segment continues.
struct StreamHead {
  std::uint64_t sequence = 0;
  Digest chain_out{};
  Predecessor predecessor{};

  bool operator==(const StreamHead&) const = default;
};

struct StreamKey {
  base::Id camera{};
  StreamId stream = StreamId::Main;

  auto operator<=>(const StreamKey&) const = default;
};

}  // namespace storage

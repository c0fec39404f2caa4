// How a camera's stream is doing, as followers and screens are told.
// Specification: docs/design/change-stream.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json/json.h"
#include "storage/catalog/catalog_rows.h"

namespace nvr {

enum class StreamCondition { Connecting, Recording, Live, Lost, Refused, Disabled };

std::string_view to_string(StreamCondition condition);

struct StreamState {
  StreamCondition condition = StreamCondition::Disabled;
  base::WallTime since{};
  std::string reason{};  // a code: that of ingest_error.h, "no_key", "not_watched", ...
  std::string detail{};  // for people
  std::optional<base::WallTime> next_try{};
};

std::string state_key(const storage::StreamKey& stream);  // of its catalog entry
base::Json to_json(const storage::StreamKey& stream, const StreamState& state);

}  // namespace nvr

// What custodyd knows of cameras and footage, as values. Times have the recorder's milliseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json/json.h"
#include "base/random_id.h"

namespace nvr {

struct ViewedCamera {
  base::Id camera{};
  std::string name{};
  base::Json details{};  // what the recorder tells of it; null when it has not yet
};

struct ViewedState {
  base::Id camera{};
  std::string stream{};
  base::Json fields{};  // StreamState of the API's description
};

struct ViewedSegment {
  base::Id segment{};
  base::Id camera{};
  std::string stream{};
  std::int64_t sequence = 0;
  base::WallTime from{};
  base::WallTime to{};
  std::int64_t bytes = 0;
  std::string state{};  // open, final, unterminated
  base::Id volume{};
  std::string path{};  // relative to the volume
};

struct ViewedSpan {
  base::WallTime from{};
  base::WallTime to{};
  std::string state{};   // recorded, gap
  std::string reason{};  // of a gap

  bool operator==(const ViewedSpan&) const = default;
};

struct TimeRange {
  base::WallTime from{};
  base::WallTime to{};  // exclusive
};

}  // namespace nvr

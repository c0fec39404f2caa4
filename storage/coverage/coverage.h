// What of a stream's time is recorded, and why the rest is not: runs that never overlap, in order.
// Pure arithmetic on a few runs; the catalog keeps them and applies it near a change.
//
// Recorded time wins over gaps, a gap only fills what nothing covers yet, and time of which nobody
// knows anything is in no run. Runs of one state that touch are one.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "base/ticks.h"
#include "storage/segment/record_body_format.h"

namespace storage {

// Fragments whose wall times leave less than this between them were recorded without a break:
// wall times of a camera without sender reports are only as good as its network is quiet.
inline constexpr base::TickDuration kCoverageJoin{5'000'000};  // 0.5 s

enum class CoverageState : std::uint8_t { Recorded = 1, Gap = 2 };

struct Span {
  base::Ticks from{};
  base::Ticks to{};  // exclusive, after `from`
  CoverageState state = CoverageState::Recorded;
  GapReason reason{};  // of a gap, else zero

  auto operator<=>(const Span&) const = default;
};

using Coverage = std::vector<Span>;  // in order, without overlap

// `coverage` with `span` added. Runs further away than kCoverageJoin stay as they are, so it is
// enough to give those near `span`.
Coverage with_span(const Coverage& coverage, const Span& span);

// `coverage` without anything between `from` and `to`.
Coverage without(const Coverage& coverage, base::Ticks from, base::Ticks to);

}  // namespace storage

#include "storage/coverage/coverage.h"

#include <algorithm>
#include <cassert>

namespace storage {
namespace {

bool same_state(const Span& a, const Span& b) {
  return a.state == b.state && a.reason == b.reason;
}

void add_run(Coverage& out, const Span& span) {
  if (span.to <= span.from) return;
  if (!out.empty() && same_state(out.back(), span) && out.back().to == span.from) {
    out.back().to = span.to;
  } else {
    out.push_back(span);
  }
}

// Recorded time grows over what lies nearly beside it, and cuts away gaps under it.
Coverage with_recorded(const Coverage& coverage, Span span) {
  for (const Span& run : coverage) {
    if (run.state != CoverageState::Recorded) continue;
    if (run.from <= span.to && run.to >= span.from) {
      span.from = std::min(span.from, run.from);
      span.to = std::max(span.to, run.to);
    }
  }
  Coverage before;
  Coverage after;
  for (const Span& run : coverage) {
    if (run.to <= span.from) before.push_back(run);
    if (run.from >= span.to) after.push_back(run);
    if (run.state == CoverageState::Recorded) continue;
    if (run.from < span.from && run.to > span.from) {
      before.push_back({run.from, span.from, run.state, run.reason});
    }
    if (run.to > span.to && run.from < span.to) {
      after.push_back({span.to, run.to, run.state, run.reason});
    }
  }
  // A break that no gap explains is none when it is short.
  if (!before.empty() && same_state(before.back(), span) &&
      span.from.count - before.back().to.count < kCoverageJoin.count()) {
    span.from = before.back().from;
    before.pop_back();
  }
  if (!after.empty() && same_state(after.front(), span) &&
      after.front().from.count - span.to.count < kCoverageJoin.count()) {
    span.to = after.front().to;
    after.erase(after.begin());
  }
  Coverage out = std::move(before);
  out.push_back(span);
  out.insert(out.end(), after.begin(), after.end());
  return out;
}

Coverage with_gap(const Coverage& coverage, const Span& span) {
  Coverage out;
  base::Ticks at = span.from;  // up to here the gap is in `out`
  for (const Span& run : coverage) {
    if (run.to > span.from) {
      add_run(out, {at, std::min(run.from, span.to), span.state, span.reason});
      at = std::max(at, std::min(run.to, span.to));
    }
    add_run(out, run);
  }
  add_run(out, {at, span.to, span.state, span.reason});
  return out;
}

}  // namespace

Coverage with_span(const Coverage& coverage, const Span& span) {
  assert(std::ranges::is_sorted(coverage));
  if (span.to <= span.from) return coverage;
  return span.state == CoverageState::Recorded ? with_recorded(coverage, span)
                                               : with_gap(coverage, span);
}

Coverage without(const Coverage& coverage, base::Ticks from, base::Ticks to) {
  Coverage out;
  for (const Span& run : coverage) {
    if (run.to <= from || run.from >= to) {
      out.push_back(run);
      continue;
    }
    add_run(out, {run.from, from, run.state, run.reason});
    add_run(out, {to, run.to, run.state, run.reason});
  }
  return out;
}

}  // namespace storage

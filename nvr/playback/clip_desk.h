// Keeps the last few clip plans, because a browser asks for a clip many times: for what it would
// be, for its head, for each range.
//
// A plan belongs to the session that made it. Safe from any thread; making one takes as long as
// reading the footage does.
#pragma once

#include <deque>
#include <memory>

#include "base/clock.h"
#include "base/guarded.h"
#include "nvr/playback/clip_plan.h"

namespace nvr {

class ClipDesk {
 public:
  struct Options {
    std::size_t plans_max = 8;
    std::chrono::seconds kept = std::chrono::minutes{10};
  };
  struct Asked {
    base::Id camera{};
    TimeRange range{};
    Viewer viewer{};
  };
  struct Planned {
    std::shared_ptr<const ClipPlan> plan;
    bool fresh = false;  // made now, not found
  };

  // All outlive the desk.
  ClipDesk(const FootageView& view, FootageStore& store, const base::Clock& clock, Options options)
      : view_{view}, store_{store}, clock_{clock}, options_{options} {}

  base::Result<Planned> plan(const Asked& asked);
  FootageStore& store() { return store_; }

 private:
  struct Kept {
    KeyCache::Holder session{};
    base::Id camera{};
    TimeRange range{};
    base::SteadyTime made{};
    std::shared_ptr<const ClipPlan> plan;
  };

  const FootageView& view_;
  FootageStore& store_;
  const base::Clock& clock_;
  Options options_;
  base::Guarded<std::deque<Kept>> kept_;
};

}  // namespace nvr

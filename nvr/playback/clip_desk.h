// Keeps the last few clip plans, because a browser asks for a clip many times: for what it would
// be, for its head, for each range.
//
// A clip with more segments than are opened at the pace of watching needs an export grant; when
// none is given, it is opened as far as that pace goes.
//
// A plan belongs to the session that made it. Safe from any thread; making one takes as long as
// reading the footage does.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/guarded.h"
#include "nvr/playback/clip_plan.h"

namespace nvr {

class ClipDesk {
 public:
  struct Options {
    std::size_t plans_max = 8;
    std::chrono::seconds kept = std::chrono::minutes{10};
    std::chrono::seconds bulk_from = std::chrono::hours{1};  // a clip that long is bulk
  };
  struct Asked {
    base::Id camera{};
    TimeRange range{};
    Viewer viewer{};
  };
  struct Planned {
    std::shared_ptr<const ClipPlan> plan;
    bool fresh = false;               // made now, not found
    std::optional<base::Id> grant{};  // what its segments are opened under
  };
  // Asks for an export grant.
  using AskGrant = std::function<base::Result<base::Id>(const Asked& asked)>;

  // All outlive the desk.
  ClipDesk(const FootageView& view, FootageStore& store, const base::Clock& clock, Options options,
           AskGrant ask_grant = {})
      : view_{view},
        store_{store},
        clock_{clock},
        options_{options},
        ask_grant_{std::move(ask_grant)} {}

  base::Result<Planned> plan(const Asked& asked);
  FootageStore& store() { return store_; }

 private:
  struct Kept {
    KeyCache::Holder session{};
    base::Id camera{};
    TimeRange range{};
    base::SteadyTime made{};
    std::shared_ptr<const ClipPlan> plan;
    std::optional<base::Id> grant{};
  };

  const FootageView& view_;
  FootageStore& store_;
  const base::Clock& clock_;
  Options options_;
  AskGrant ask_grant_;
  base::Guarded<std::deque<Kept>> kept_;
};

}  // namespace nvr

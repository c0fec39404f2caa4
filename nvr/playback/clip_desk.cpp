#include "nvr/playback/clip_desk.h"

#include <utility>

namespace nvr {

base::Result<ClipDesk::Planned> ClipDesk::plan(const Asked& asked) {
  const auto is_it = [&](const Kept& kept) {
    return kept.session == asked.viewer.session && kept.camera == asked.camera &&
           kept.range.from == asked.range.from && kept.range.to == asked.range.to;
  };
  auto found = kept_.with([&](std::deque<Kept>& all) -> std::shared_ptr<const ClipPlan> {
    std::erase_if(all,
                  [&](const Kept& kept) { return clock_.steady() - kept.made > options_.kept; });
    for (const Kept& kept : all) {
      if (is_it(kept)) return kept.plan;
    }
    return nullptr;
  });
  if (found) return Planned{std::move(found), false};
  ASSIGN_OR_RETURN(ClipPlan made,
                   plan_clip(view_, store_, asked.camera, asked.range, asked.viewer));
  auto plan = std::make_shared<const ClipPlan>(std::move(made));
  // What still grows into the range is planned anew each time.
  const bool grows = plan->segments.back().state == "open" && plan->to < asked.range.to;
  if (grows) return Planned{std::move(plan), true};
  kept_.with([&](std::deque<Kept>& all) {
    if (all.size() >= options_.plans_max) all.pop_front();
    all.push_back({asked.viewer.session, asked.camera, asked.range, clock_.steady(), plan});
  });
  return Planned{std::move(plan), true};
}

}  // namespace nvr

#include "nvr/playback/clip_desk.h"

#include <utility>

namespace nvr {

base::Result<ClipDesk::Planned> ClipDesk::plan(const Asked& asked) {
  const auto is_it = [&](const Kept& kept) {
    return kept.session == asked.viewer.session && kept.camera == asked.camera &&
           kept.range.from == asked.range.from && kept.range.to == asked.range.to;
  };
  auto found = kept_.with([&](std::deque<Kept>& all) -> std::optional<Planned> {
    std::erase_if(all,
                  [&](const Kept& kept) { return clock_.steady() - kept.made > options_.kept; });
    for (const Kept& kept : all) {
      if (is_it(kept)) return Planned{kept.plan, false, kept.grant};
    }
    return std::nullopt;
  });
  if (found) return *std::move(found);
  Viewer viewer = asked.viewer;
  if (ask_grant_ && asked.range.to - asked.range.from >= options_.bulk_from) {
    if (const auto grant = ask_grant_(asked)) viewer.use.grant = *grant;
  }
  ASSIGN_OR_RETURN(ClipPlan made, plan_clip(view_, store_, asked.camera, asked.range, viewer));
  auto plan = std::make_shared<const ClipPlan>(std::move(made));
  // What still grows into the range is planned anew each time.
  const bool grows = plan->segments.back().state == "open" && plan->to < asked.range.to;
  if (grows) return Planned{std::move(plan), true, viewer.use.grant};
  kept_.with([&](std::deque<Kept>& all) {
    if (all.size() >= options_.plans_max) all.pop_front();
    all.push_back(
        {asked.viewer.session, asked.camera, asked.range, clock_.steady(), plan, viewer.use.grant});
  });
  return Planned{std::move(plan), true, viewer.use.grant};
}

}  // namespace nvr

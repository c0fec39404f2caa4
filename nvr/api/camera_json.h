// A camera as the API describes it, out of what the recorder told. Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json/json.h"
#include "nvr/view/view_rows.h"

namespace nvr {

// `silent_since`: the recorder does not answer, so whatever it said last no longer holds.
base::Json camera_json(const ViewedCamera& camera, const std::vector<ViewedState>& states,
                       const std::optional<base::WallTime>& silent_since);

}  // namespace nvr

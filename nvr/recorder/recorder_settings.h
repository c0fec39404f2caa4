// What an installer sets about recording: [volumes] of recorder.toml.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/config/config.h"

namespace nvr {

struct RecorderSettings {
  std::vector<std::string> volumes{};  // paths; empty: one within the state directory
  std::uint64_t keep_free_bytes = 0;   // of each volume; the oldest footage goes before
};

// Mistakes are left in `config` for its finish().
RecorderSettings read_recorder_settings(base::Config& config);

}  // namespace nvr

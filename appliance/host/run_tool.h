// Runs one of the system's own tools: by its absolute path, with words of ours, an empty
// environment, its input given whole, and a limit to its time.
//
// No shell comes near it. Blocks; any thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"

namespace appliance {

struct Tool {
  std::string program;             // "/usr/sbin/nft"
  std::vector<std::string> words;  // after its name
  std::chrono::seconds time_max{10};
};

// InvalidInput: it ended with another status than 0; the message has the first of what it said.
// NotFound: there is no such program. Timeout: it was killed.
base::Result<void> run_tool(const Tool& tool, const std::string& input);

}  // namespace appliance

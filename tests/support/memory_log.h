// A log sink that remembers its lines, for tests that ask what was said.
#pragma once

#include <string>
#include <vector>

#include "base/log/logger.h"

namespace test_support {

// Not thread-safe: for tests that log from one thread.
class MemoryLog : public base::LogSink {
 public:
  void write_line(std::string_view line) override { lines.emplace_back(line); }

  std::vector<std::string> lines;
};

}  // namespace test_support

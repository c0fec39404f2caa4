// Where access says what it allowed and refused: to the log with its event code, and to whoever
// carries it on to the journal.
//
// Refusals of one kind are bounded: beyond `lines_per_minute_max` they are counted, and the next
// line says how many. Safe from any thread; never blocks.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/event/event.h"
#include "base/guarded.h"
#include "base/log/logger.h"

namespace appliance {

class AccessLog {
 public:
  struct Options {
    std::size_t lines_per_minute_max = 60;  // of one kind
    // Takes each event that was logged; called on the thread that tells it, does not block.
    std::function<void(const base::Event&)> journal{};
  };

  // `clock` outlives the log.
  AccessLog(base::Logger logger, const base::Clock& clock, Options options);

  void tell(base::Event event);

 private:
  struct Minute {
    base::SteadyTime began{};
    std::size_t lines = 0;
    std::int64_t left_out = 0;
  };

  base::Logger logger_;
  const base::Clock& clock_;
  Options options_;
  base::Guarded<std::map<std::string_view, Minute>> minutes_;  // by code
};

}  // namespace appliance

#include "appliance/access/access_log.h"

#include <optional>
#include <utility>

namespace appliance {

AccessLog::AccessLog(base::Logger logger, const base::Clock& clock, Options options)
    : logger_{std::move(logger)}, clock_{clock}, options_{std::move(options)} {}

void AccessLog::tell(base::Event event) {
  const auto left_out = minutes_.with([&](auto& minutes) -> std::optional<std::int64_t> {
    Minute& minute = minutes[event.kind.code];
    if (minute.lines == 0 || clock_.steady() - minute.began >= std::chrono::minutes{1}) {
      minute = {clock_.steady(), 0, minute.left_out};
    }
    if (minute.lines == options_.lines_per_minute_max) {
      ++minute.left_out;
      return std::nullopt;
    }
    ++minute.lines;
    return std::exchange(minute.left_out, 0);
  });
  if (!left_out) return;
  if (*left_out > 0) event.fields["left_out"] = *left_out;
  logger_.log(event);
  if (options_.journal) options_.journal(event);
}

}  // namespace appliance

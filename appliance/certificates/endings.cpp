#include "appliance/certificates/endings.h"

namespace appliance {

std::optional<int> ending_step(const Lifetime& life, const std::optional<ToldEnding>& told,
                               base::WallTime now) {
  std::optional<int> last;
  for (const int step : kEndingSteps) {
    const std::chrono::days before{step};
    const base::WallTime due = life.ends - before;
    const bool renews = life.renews_before != std::chrono::days{} && before >= life.renews_before;
    if (due > life.begins && due <= now && !renews) last = step;
  }
  const bool known = last && told && told->ends == life.ends && told->days <= *last;
  return known ? std::nullopt : last;
}

}  // namespace appliance

#include "appliance/keeper/rate_limit.h"

#include <algorithm>

namespace appliance {

using base::Error;
using base::ErrorKind;

double RateLimit::left_at(const Bucket& bucket, base::SteadyTime now) const {
  const std::chrono::duration<double> since = now - bucket.at;
  return std::min(options_.burst, bucket.left + since.count() * options_.per_second);
}

void RateLimit::make_room(base::SteadyTime now) {
  std::erase_if(buckets_,
                [&](const auto& entry) { return left_at(entry.second, now) >= options_.burst; });
  if (buckets_.size() < options_.actors_max) return;
  buckets_.erase(
      std::ranges::min_element(buckets_, {}, [](const auto& entry) { return entry.second.at; }));
}

base::Result<void> RateLimit::take(std::string_view actor, base::SteadyTime now) {
  auto found = buckets_.find(actor);
  if (found == buckets_.end()) {
    if (buckets_.size() >= options_.actors_max) make_room(now);
    found = buckets_.emplace(actor, Bucket{options_.burst, now}).first;
  }
  Bucket& bucket = found->second;
  const double left = left_at(bucket, now);
  if (left < 1) return Error{ErrorKind::Unavailable, "too many at once; try again in a moment"};
  bucket = {left - 1, now};
  return {};
}

base::Result<void> AttemptThrottle::check(base::SteadyTime now) const {
  if (failures_ < options_.free_attempts || now >= next_) return {};
  const auto left = std::chrono::ceil<std::chrono::seconds>(next_ - now);
  return Error{ErrorKind::Unavailable, "too many wrong passphrases; try again in " +
                                           std::to_string(left.count()) + " seconds"};
}

void AttemptThrottle::failed(base::SteadyTime now) {
  ++failures_;
  if (failures_ < options_.free_attempts) return;
  auto wait = options_.first_wait;
  for (unsigned i = options_.free_attempts; i < failures_ && wait < options_.wait_max; ++i) {
    wait *= 2;
  }
  next_ = now + std::min(wait, options_.wait_max);
}

}  // namespace appliance

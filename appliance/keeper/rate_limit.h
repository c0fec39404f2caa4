// How often somebody may use a key, and how fast passphrases may be tried.
//
// Time comes from the caller. One thread at a time.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace appliance {

// A bucket per actor: `burst` at once, then `per_second`.
class RateLimit {
 public:
  struct Options {
    double per_second;
    double burst;
    std::size_t actors_max = 1024;  // beyond it, those who rested longest are forgotten
  };

  explicit RateLimit(Options options) : options_{options} {}

  // Unavailable: too often. A refused try costs nothing.
  base::Result<void> take(std::string_view actor, base::SteadyTime now);

 private:
  struct Bucket {
    double left;
    base::SteadyTime at;
  };

  double left_at(const Bucket& bucket, base::SteadyTime now) const;
  void make_room(base::SteadyTime now);

  Options options_;
  std::map<std::string, Bucket, std::less<>> buckets_;
};

// Waits that double with each wrong passphrase after the first few.
class AttemptThrottle {
 public:
  struct Options {
    unsigned free_attempts = 3;
    std::chrono::seconds first_wait{5};
    std::chrono::seconds wait_max{300};
  };

  AttemptThrottle() : AttemptThrottle(Options{}) {}
  explicit AttemptThrottle(Options options) : options_{options} {}

  // Unavailable, with the seconds left: not yet.
  base::Result<void> check(base::SteadyTime now) const;
  void failed(base::SteadyTime now);
  void succeeded() { failures_ = 0; }
  unsigned failures() const { return failures_; }

 private:
  Options options_;
  unsigned failures_ = 0;
  base::SteadyTime next_{};
};

}  // namespace appliance

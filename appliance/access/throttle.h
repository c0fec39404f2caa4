// Slows down whoever guesses: waits that double with each failure, per address and per account.
//
// An attempt counts as failed from its beginning until it succeeds, so that many at once gain
// nothing. Keys are bounded: those that rested longest are forgotten. Time comes from the caller.
// Safe from any thread.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/result.h"
#include "web/http/message.h"

namespace appliance {

class Throttle {
 public:
  struct Options {
    unsigned free_attempts = 5;
    std::chrono::seconds first_wait{1};
    // Short enough that nobody can lock an owner out for long by guessing at their name.
    std::chrono::seconds wait_max{60};
    std::chrono::seconds forget_after{3600};
    std::size_t keys_max = 4096;
  };

  Throttle() : Throttle(Options{}) {}
  explicit Throttle(Options options) : options_{options} {}

  // Begins an attempt; Unavailable says that it is too early for one.
  base::Result<void> begin(std::string_view key, base::SteadyTime now);
  void succeeded(std::string_view key);
  // The attempt neither failed nor succeeded: as if it had not been begun.
  void withdraw(std::string_view key);

  // How long begin() will refuse; zero when it will not. In full seconds, never too few.
  std::chrono::seconds wait(std::string_view key, base::SteadyTime now) const;

 private:
  struct Record {
    unsigned failures = 0;
    base::SteadyTime last{};
    base::SteadyTime next{};
  };
  using Records = std::map<std::string, Record, std::less<>>;

  void make_room(Records& records, base::SteadyTime now) const;

  Options options_;
  base::Guarded<Records> records_;
};

// Who counts as one: an IPv4 address, or the /64 that one IPv6 subscriber gets.
std::string throttle_key(const http::Peer& peer);

}  // namespace appliance

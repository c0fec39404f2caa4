// How long to wait before the next try: twice as long each time, up to a bound, with jitter, so
// that many who lost the same peer do not all return at once. Not thread-safe. Its use:
// docs/design/control-protocol.md.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/random_id.h"

namespace base::ipc {

class Backoff {
 public:
  struct Options {
    std::chrono::nanoseconds first = std::chrono::milliseconds{100};
    std::chrono::nanoseconds max = std::chrono::seconds{10};
  };

  // `random` outlives this.
  Backoff(const Options& options, IdSource& random)
      : options_{options}, random_{random}, step_{options.first} {}

  // Between half of the step and the whole of it.
  std::chrono::nanoseconds next() {
    const auto half = step_ / 2;
    step_ = std::min(step_ * 2, options_.max);
    const Id dice = random_.next();
    std::uint32_t fraction = 0;
    for (std::size_t i = 0; i < sizeof fraction; ++i) fraction = fraction << 8 | dice.bytes[i];
    const double share = static_cast<double>(fraction) / 4'294'967'295.0;
    return half + std::chrono::nanoseconds{
                      static_cast<std::int64_t>(static_cast<double>(half.count()) * share)};
  }

  void reset() { step_ = options_.first; }

 private:
  Options options_;
  IdSource& random_;
  std::chrono::nanoseconds step_;
};

}  // namespace base::ipc

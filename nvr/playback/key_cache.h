// Keys that the keeper gave out, kept for a while so that one view of footage asks once for each.
//
// A key belongs to one session and one thing it opens: another session asks for its own, because
// who opened what is what the journal is for. Few, for a limited time, and wiped when they go.
// Safe from any thread.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/random_id.h"
#include "crypto/secret.h"

namespace nvr {

class KeyCache {
 public:
  using Holder = std::array<std::uint8_t, 32>;  // a session
  struct Options {
    std::size_t keys_max = 256;
    std::chrono::seconds kept = std::chrono::minutes{15};  // since it was given out
  };

  // `clock` outlives the cache.
  KeyCache(const base::Clock& clock, Options options) : clock_{clock}, options_{options} {}

  std::optional<crypto::Secret> find(const Holder& holder, const base::Id& opens) const;
  void put(const Holder& holder, const base::Id& opens, const crypto::Secret& key);
  void forget_old();

 private:
  struct Entry {
    crypto::Secret key;
    base::SteadyTime given{};
  };
  using Entries = std::map<std::pair<Holder, base::Id>, Entry>;

  void drop_old(Entries& entries) const;

  const base::Clock& clock_;
  Options options_;
  base::Guarded<Entries> entries_;
};

}  // namespace nvr

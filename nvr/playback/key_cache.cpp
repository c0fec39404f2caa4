#include "nvr/playback/key_cache.h"

#include <algorithm>

namespace nvr {

std::optional<crypto::Secret> KeyCache::find(const Holder& holder, const base::Id& opens) const {
  return entries_.with([&](const Entries& entries) -> std::optional<crypto::Secret> {
    const auto found = entries.find({holder, opens});
    if (found == entries.end() || clock_.steady() - found->second.given > options_.kept) {
      return std::nullopt;
    }
    return found->second.key.clone();
  });
}

void KeyCache::put(const Holder& holder, const base::Id& opens, const crypto::Secret& key) {
  entries_.with([&](Entries& entries) {
    drop_old(entries);
    if (entries.size() >= options_.keys_max) {
      entries.erase(std::ranges::min_element(entries, {},
                                             [](const auto& each) { return each.second.given; }));
    }
    entries.insert_or_assign({holder, opens}, Entry{key.clone(), clock_.steady()});
  });
}

void KeyCache::forget_old() {
  entries_.with([&](Entries& entries) { drop_old(entries); });
}

void KeyCache::drop_old(Entries& entries) const {
  std::erase_if(entries, [&](const auto& each) {
    return clock_.steady() - each.second.given > options_.kept;
  });
}

}  // namespace nvr

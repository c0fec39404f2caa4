// Reads a live ring that another process writes. What the memory says is never believed further
// than it is bounded: a broken or hostile writer gets Corrupt, not memory of ours.
//
// A reader starts at the newest group (an init and the key picture after it). One that falls behind
// further than the ring is long resumes at the newest group. One thread owns a reader; readers do
// not know of each other. Inverse: live_ring_writer.h. Specification: docs/design/live-ring.md.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "base/unique_fd.h"
#include "nvr/live/live_entry.h"
#include "nvr/live/ring_layout.h"
#include "nvr/live/shared_memory.h"

namespace nvr {

class LiveRingReader {
 public:
  // `memory` as the verb `live` gives it. Corrupt when it is no ring; Denied when its size is not
  // sealed, because whoever could shrink it could kill us.
  static base::Result<LiveRingReader> open(base::UniqueFd memory);

  // The next entry, or nothing when there is none yet: then wait for the bell. Corrupt: give it up.
  base::Result<std::optional<LiveEntry>> next();

  std::uint64_t overruns() const { return overruns_; }  // how often entries were missed

 private:
  enum class Step { Entry, Again, Nothing };

  LiveRingReader(SharedMemory memory, std::uint64_t capacity)
      : memory_{std::move(memory)}, capacity_{capacity} {}

  std::uint64_t load(std::size_t word) const;
  bool overrun() const;
  bool resume();  // at the newest group; false when there is none
  base::Result<Step> step(LiveEntry& entry);
  base::Result<LiveHead> check(const ring::EntryHead& head, std::uint64_t written) const;

  SharedMemory memory_;
  std::uint64_t capacity_;
  std::uint64_t position_ = ring::kNoGroup;
  std::uint64_t overruns_ = 0;
  bool missed_ = false;
};

}  // namespace nvr

// Letting the oldest footage go when a volume runs full: a tombstone first, synced on both copies
// of its chain log, then the unlink. Locked footage stays. A thin first form: by space only.
// Runs on the disk thread of the volume. Which segments there are comes from the catalog.
// Specification: docs/design/sealed-archive.md, "Chain lines" and "Writing".
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "storage/chain/chain_line_format.h"
#include "storage/chain/signing_key.h"
#include "storage/locks/lock_line_format.h"
#include "storage/segment/segment_facts.h"

namespace storage {

struct ExpiryCandidate {
  SegmentFacts facts{};
  SegmentState state = SegmentState::Final;
  std::string path{};  // whole
};

// Whether `lock` keeps a segment at `now`. The segment after the range is kept as well: the
// signature of the range's last part may stand in it.
bool keeps(const Lock& lock, const SegmentFacts& segment, base::Ticks now);

// The first of `oldest_first` that must go so that `reserve_bytes` are free; never a locked one.
std::vector<ExpiryCandidate> choose_expired(std::span<const ExpiryCandidate> oldest_first,
                                            std::span<const Lock> locks, std::uint64_t free_bytes,
                                            std::uint64_t reserve_bytes, base::Ticks now);

struct ExpiryOrder {
  base::Id recorder{};
  base::Id new_log{};  // the id of the chain log, when it must be made
  DeletionReason reason = DeletionReason::Space;
  std::string actor = "recorder";
  base::Ticks due{};
  base::Ticks now{};
};

// Tombstone on two copies, then unlink. Fine when the file is gone already.
base::Result<void> expire_segment(base::FileSystem& files, std::span<const std::string> volumes,
                                  const ExpiryCandidate& segment, const SigningKey& key,
                                  const ExpiryOrder& order);

// The locks that hold at `now`, from the lines of the locks log. Corrupt when it was altered or its
// copies contradict each other: then nothing may expire by it.
base::Result<std::vector<Lock>> locks_in_force(base::FileSystem& files,
                                               std::span<const std::string> volumes,
                                               base::Ticks now);

}  // namespace storage

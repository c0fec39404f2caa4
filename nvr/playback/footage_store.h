// The way from a segment that the view knows to its opened records: file, key, bytes.
//
// Reads the volumes' files and never writes. A key is asked of the keeper once per session and
// segment (key_cache.h), and the keeper writes down who opened what before it gives it.
// Safe from any thread; waits for disk and keeper.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/file_system.h"
#include "base/result.h"
#include "crypto/aead/aead.h"
#include "nvr/admin/keeper_client.h"
#include "nvr/playback/key_cache.h"
#include "nvr/view/view_rows.h"
#include "storage/segment/segment_reader.h"

namespace nvr {

// For whom footage is opened, and why.
struct Viewer {
  KeyCache::Holder session{};
  KeyUse use{};
};

class FootageStore {
 public:
  struct Sources {
    // Where a volume is; none while the recorder has not said.
    std::function<std::optional<std::string>(const base::Id& volume)> volume_path;
    std::function<base::Result<crypto::Secret>(const base::Id& segment, base::ByteView header,
                                               const KeyUse& use)>
        open_key;
  };

  // `files` and `clock` outlive the store.
  FootageStore(base::FileSystem& files, const base::Clock& clock, Sources sources);

  // NotFound: it is gone by now, or its volume is. Corrupt: another segment is there.
  base::Result<storage::SegmentReader> open(const ViewedSegment& segment) const;

  // Corrupt: the keeper gave a key that is not the one the segment commits to.
  base::Result<crypto::AeadKey> key_of(const storage::SegmentReader& reader, const Viewer& viewer);

  void forget_old_keys() { keys_.forget_old(); }

 private:
  base::FileSystem& files_;
  Sources sources_;
  KeyCache keys_;
};

}  // namespace nvr

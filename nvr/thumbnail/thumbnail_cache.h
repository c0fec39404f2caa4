// Sealed thumbnails on disk, bounded: when there are too many, those made first go first.
//
// One file each, below a folder per camera and day, so that a day can be removed whole. What is
// lost here is made again. Safe from any thread; waits for the disk. Specification:
// docs/design/thumbnail-cache.md.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/file_system.h"
#include "base/guarded.h"
#include "base/result.h"
#include "nvr/thumbnail/thumbnail_format.h"

namespace nvr {

class ThumbnailCache {
 public:
  struct Options {
    std::uint64_t bytes_max = std::uint64_t{256} << 20;
    std::size_t files_max = 50'000;
  };

  // `files` outlives the cache. Takes over what is in `directory`.
  static base::Result<std::unique_ptr<ThumbnailCache>> open(base::FileSystem& files,
                                                            std::string directory, Options options);

  std::optional<base::Bytes> find(const ThumbnailName& name) const;  // the sealed file
  base::Result<void> put(const ThumbnailName& name, base::ByteView file);

  std::uint64_t bytes() const;

 private:
  struct Kept {
    std::string path;
    std::uint64_t bytes;
  };
  struct State {
    std::deque<Kept> kept;  // oldest first
    std::uint64_t bytes = 0;
  };

  ThumbnailCache(base::FileSystem& files, std::string directory, Options options)
      : files_{files}, directory_{std::move(directory)}, options_{options} {}

  base::Result<void> load();
  void make_room(State& state, std::uint64_t bytes) const;
  std::string path_of(const ThumbnailName& name) const;

  base::FileSystem& files_;
  std::string directory_;
  Options options_;
  base::Guarded<State> state_;
};

}  // namespace nvr

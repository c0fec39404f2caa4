// A small picture of a moment: the key frame at or before it, decoded by a worker, kept sealed.
//
// The key of the camera's day comes from the keeper, which writes one line per actor, camera and
// hour; with it thumbnails made before are opened without opening footage. Footage itself is opened
// only to make one that is not there. Safe from any thread; waits for disk, keeper and worker.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "crypto/secret.h"
#include "nvr/playback/footage_store.h"
#include "nvr/playback/media_records.h"
#include "nvr/thumbnail/thumbnail_cache.h"
#include "nvr/view/footage_view.h"
#include "nvr/worker/job_format.h"

namespace nvr {

class ThumbnailDesk {
 public:
  struct Sources {
    std::function<base::Result<crypto::Secret>(const base::Id& camera, base::Day day,
                                               const std::string& actor)>
        day_key;
    std::function<base::Result<base::Bytes>(const ThumbnailJob& job)> make;
  };

  // All but the sources outlive the desk.
  ThumbnailDesk(const FootageView& view, FootageStore& store, ThumbnailCache& cache,
                const base::Clock& clock, Sources sources);

  // NotFound: nothing is recorded at or shortly before `at`.
  base::Result<base::Bytes> thumbnail(const base::Id& camera, base::WallTime at,
                                      const Viewer& viewer);

  void forget_old_keys() { day_keys_.forget_old(); }

 private:
  struct Place;

  base::Result<Place> find(const base::Id& camera, base::WallTime at) const;
  base::Result<crypto::Secret> day_key(const ThumbnailName& name, const Viewer& viewer);
  base::Result<base::Bytes> make(Place& place, const Viewer& viewer);

  const FootageView& view_;
  FootageStore& store_;
  ThumbnailCache& cache_;
  Sources sources_;
  KeyCache day_keys_;
};

}  // namespace nvr

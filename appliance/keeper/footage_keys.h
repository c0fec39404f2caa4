// The verbs about footage: day keys for the recorder, segment and thumbnail keys for whoever is
// allowed to look. Each use is on record before the key leaves, and each actor has a rate.
//
// One thread at a time.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "appliance/keeper/export_grants.h"
#include "appliance/keeper/keeper.h"
#include "appliance/keeper/rate_limit.h"
#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "crypto/secret.h"

namespace appliance {

inline constexpr std::size_t kWrapsDaysMax = 400;  // of one day_wraps()
inline constexpr base::Day kMintDaysMax = 46;      // today and 45 days ahead

class FootageKeys {
 public:
  struct Options {
    RateLimit::Options opens{.per_second = 5, .burst = 20};
    // Of all actors together: whoever invents actors gets no further. Opens under a grant are
    // apart.
    RateLimit::Options all_opens{.per_second = 25, .burst = 250};
    RateLimit::Options thumbnails{.per_second = 5, .burst = 50};
  };

  FootageKeys(Keeper& keeper, ExportGrants& grants, Options options);  // both outlive this

  // One wraps file per day, in order; the same bytes until recipients change. Works while locked. A
  // new key is made for yesterday to kMintDaysMax days ahead only: an erased day does not come
  // back.
  base::Result<std::vector<base::Bytes>> mint_day_keys(const base::Id& camera, base::Day from,
                                                       std::size_t days);

  // The wraps files of the days that have a key, empty ones for those that have none. Makes
  // nothing.
  base::Result<std::vector<base::Bytes>> day_wraps(const base::Id& camera, base::Day from,
                                                   std::size_t days) const;
  // Another one whenever a wraps file may have changed, and after an erasure.
  std::string wraps_revision() const;

  struct SegmentRequest {
    base::Id segment;
    base::ByteView header;  // the first 320 bytes of its file
    std::string actor;
    std::string reason;
    std::optional<base::Id> grant{};  // beyond the rate of watching
  };
  base::Result<crypto::Secret> open_segment(const SegmentRequest& request);

  // One line per actor, camera and hour.
  base::Result<crypto::Secret> thumbnail_key(const base::Id& camera, base::Day day,
                                             const std::string& actor);

 private:
  using Glance = std::pair<std::string, base::Id>;  // actor, camera

  base::Result<void> record_glance(const base::Id& camera, base::Day day, const std::string& actor);

  base::Result<void> allow_open(const SegmentRequest& request,
                                const storage::SegmentHeader& header);

  Keeper& keeper_;
  ExportGrants& grants_;
  RateLimit opens_;
  RateLimit all_opens_;
  RateLimit thumbnails_;
  std::chrono::sys_time<std::chrono::hours> glance_hour_{};
  std::set<Glance> glances_;  // on record in this hour
};

}  // namespace appliance

// Leave to open footage in bulk, or to sign an export's manifest: given to one actor, for some
// cameras and a time, for a day. A grant is on record before it counts, is counted at each use, and
// survives a restart with a count that is never too low.
//
// Promise: without a live grant nothing is opened beyond the rates of watching, and no manifest is
// signed. What it does not promise: that who asks is who they say; the asking program decides who
// may have a grant, and each shows in the journal.
//
// One thread at a time. Specification: docs/design/keystore.md, "Export grants".
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "appliance/keeper/keeper.h"
#include "appliance/keeper/rate_limit.h"
#include "base/json/json.h"
#include "base/random_id.h"
#include "base/result.h"
#include "storage/segment/segment_format.h"

namespace appliance {

struct ExportGrant {
  base::Id id{};
  std::string actor{};
  std::vector<base::Id> cameras{};
  base::WallTime from{};
  base::WallTime to{};
  std::string reason{};
  base::WallTime granted{};
  base::WallTime expires{};
  std::uint64_t opens_max = 0;
  std::uint64_t opened = 0;
  std::uint64_t manifests = 0;  // signed

  bool operator==(const ExportGrant&) const = default;
};

base::Json to_json(const ExportGrant& grant);
base::Result<ExportGrant> parse_export_grant(const base::Json& json);  // inverse

class ExportGrants {
 public:
  struct Options {
    std::chrono::hours life{24};
    std::chrono::hours range_max{24 * 31};
    std::size_t cameras_max = 64;
    std::size_t grants_max = 64;      // alive at a time
    std::uint64_t manifests_max = 4;  // an export that is packed again
    RateLimit::Options grants{.per_second = 1.0 / 60, .burst = 10};  // of all actors together
    RateLimit::Options opens{.per_second = 50, .burst = 200};        // of each grant
  };

  // Reads what was granted before; Corrupt when that is not readable. `keeper` outlives this.
  static base::Result<ExportGrants> open(Keeper& keeper, Options options);

  struct Asked {
    std::string actor;
    std::vector<base::Id> cameras;
    base::WallTime from;
    base::WallTime to;
    std::string reason;
  };
  base::Result<ExportGrant> grant(const Asked& asked);

  // NotFound: there is no such grant, or it ended by itself.
  base::Result<void> revoke(const std::string& actor, const base::Id& id);

  std::vector<ExportGrant> list();  // those that can be used

  // Counts one. Denied: not this actor's, camera's or time's, ended, or used up.
  base::Result<void> use_for_segment(const base::Id& id, const std::string& actor,
                                     const storage::SegmentHeader& header);
  // The manifest is a JSON object whose member `grant` is this grant.
  base::Result<void> use_for_manifest(const base::Id& id, const std::string& actor,
                                      base::ByteView manifest);

  // Everything was erased.
  base::Result<void> forget();

 private:
  struct Kept {
    ExportGrant grant;
    std::uint64_t opened_on_disk = 0;  // what a restart would find: never less than grant.opened
  };

  ExportGrants(Keeper& keeper, Options options);

  void drop_ended();
  base::Result<Kept*> find(const base::Id& id, const std::string& actor);
  base::Result<void> save(const std::vector<Kept>& grants);

  Keeper* keeper_;
  Options options_;
  RateLimit grants_rate_;
  RateLimit opens_rate_;
  std::vector<Kept> grants_;
};

}  // namespace appliance

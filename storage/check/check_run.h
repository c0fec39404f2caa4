// One run of check: what its parts share. For check*.cpp only; single-threaded.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "storage/chain/chain_line_format.h"
#include "storage/chain/signers.h"
#include "storage/check/archive_scan.h"
#include "storage/check/check.h"

namespace storage {

struct CheckRun {
  base::FileSystem& files;
  std::span<const std::string> volumes;
  const CheckOptions& options;
  const CheckCallbacks& callbacks;
  std::optional<base::Id> recorder{};
  std::optional<Signers> signers{};  // none: no signers log that can be read
  CheckResult result{};
  CheckProgress progress{};

  void report(const Finding& finding) {
    if (is_fault(finding.kind)) ++result.faults;
    if (callbacks.finding) callbacks.finding(finding);
  }
  void report_log(FindingKind kind, std::string path, std::string text) {
    Finding finding{.kind = kind};
    finding.path = std::move(path);
    finding.text = std::move(text);
    report(finding);
  }
};

// What logs say of the segments of a stream that are gone.
struct GoneSegments {
  std::map<std::uint64_t, Tombstone> tombstones{};  // by sequence
  std::optional<Dropped> dropped{};                 // the furthest
};

using GoneByStream = std::map<StreamKey, GoneSegments>;

void check_volumes(CheckRun& run);
void check_signers_log(CheckRun& run);
// All chain logs of one camera.
void check_chain_logs(CheckRun& run, const base::Id& camera, const std::vector<base::Day>& days,
                      GoneByStream& gone);
// `log` is missing without a word; gives nothing then.
GoneSegments tombstones_of_day(CheckRun& run, const StreamKey& stream, base::Day day);

void check_stream(CheckRun& run, const StreamKey& stream, const std::vector<FoundSegment>& segments,
                  const GoneSegments& gone);

}  // namespace storage

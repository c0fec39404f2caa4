#include "storage/check/check.h"

#include <algorithm>

#include "storage/check/check_run.h"

namespace storage {

std::string_view to_string(FindingKind kind) {
  switch (kind) {
    case FindingKind::Altered:
      return "altered";
    case FindingKind::Missing:
      return "missing without tombstone";
    case FindingKind::NotContinued:
      return "not continued";
    case FindingKind::Foreign:
      return "foreign";
    case FindingKind::Misplaced:
      return "misplaced";
    case FindingKind::UnknownFormat:
      return "unknown format";
    case FindingKind::Unreadable:
      return "unreadable";
    case FindingKind::NeverBegan:
      return "never began";
    case FindingKind::LogAltered:
      return "log altered";
    case FindingKind::LogIncomplete:
      return "log incomplete";
    case FindingKind::RecorderUnknown:
      return "recorder unknown";
  }
  return "unknown";
}

bool is_fault(FindingKind kind) {
  return kind != FindingKind::LogIncomplete && kind != FindingKind::NeverBegan &&
         kind != FindingKind::RecorderUnknown && kind != FindingKind::Misplaced &&
         kind != FindingKind::UnknownFormat;
}

std::string_view to_string(SegmentStatus status) {
  switch (status) {
    case SegmentStatus::Final:
      return "present";
    case SegmentStatus::Unterminated:
      return "unterminated";
    case SegmentStatus::Altered:
      return "altered";
    case SegmentStatus::Removed:
      return "removed";
    case SegmentStatus::Missing:
      return "missing";
    case SegmentStatus::Unreadable:
      return "unreadable";
  }
  return "unknown";
}

std::string_view to_string(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::Consistent:
      return "consistent";
    case CheckVerdict::ConsistentRecorderUnknown:
      return "consistent, recorder unknown";
    case CheckVerdict::Inconsistent:
      return "inconsistent";
  }
  return "unknown";
}

base::Result<CheckResult> check_archive(base::FileSystem& files,
                                        std::span<const std::string> volumes,
                                        const CheckOptions& options,
                                        const CheckCallbacks& callbacks) {
  const bool any = std::ranges::any_of(
      volumes, [&](const std::string& volume) { return files.stat(volume + "/.").has_value(); });
  if (!any) return base::Error{base::ErrorKind::NotFound, "there is no volume to check"};
  CheckRun run{files, volumes, options, callbacks};
  check_volumes(run);
  check_signers_log(run);
  ASSIGN_OR_RETURN(const FoundArchive found, scan_archive(files, volumes));
  for (const auto& [stream, segments] : found.segments) {
    run.progress.segments_total += segments.size();
  }
  GoneByStream gone;
  for (const auto& [camera, days] : found.chain_logs) check_chain_logs(run, camera, days, gone);
  for (const auto& [stream, segments] : found.segments) {
    check_stream(run, stream, segments, gone[stream]);
  }
  for (const auto& [stream, segments] : gone) {
    if (!found.segments.contains(stream)) check_stream(run, stream, {}, segments);
  }
  for (const std::string& path : found.strange) {
    run.report_log(FindingKind::Misplaced, path, "not a name of this archive");
  }
  const bool known = options.signer && run.signers && run.signers->begins_with(*options.signer);
  run.result.verdict = run.result.faults > 0 ? CheckVerdict::Inconsistent
                       : known               ? CheckVerdict::Consistent
                                             : CheckVerdict::ConsistentRecorderUnknown;
  return run.result;
}

}  // namespace storage

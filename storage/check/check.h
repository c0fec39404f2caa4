// `custody store check`: goes through an archive without any key and says what is not as it was
// written, and where. Reads only; works on a live archive. Holds one record at a time.
// Specification: docs/design/sealed-archive.md, "Reading" and "Why it holds".
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "base/file_system.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "storage/catalog/catalog_rows.h"
#include "storage/segment/fields.h"

namespace storage {

enum class FindingKind {
  Altered,          // a segment, at record and byte
  Missing,          // a sequence number without file or tombstone
  NotContinued,     // chain_in is not the chain out before it
  Foreign,          // another recorder, or a signer that the log does not know; a second file
  Misplaced,        // a file that is not where its header says
  UnknownFormat,    // of a newer version
  Unreadable,       // the disk said no
  NeverBegan,       // a file that power loss left without a header: not a fault
  LogAltered,       // a signed log, or its copies contradict each other
  LogIncomplete,    // one of its two copies is missing or torn: not a fault by itself
  RecorderUnknown,  // no signers log, or it begins with another key than the pinned one
};

std::string_view to_string(FindingKind kind);
bool is_fault(FindingKind kind);  // makes the archive inconsistent

struct Finding {
  FindingKind kind = FindingKind::Altered;
  StreamKey stream{};
  std::uint64_t sequence = 0;
  base::Id segment{};
  std::string path{};  // relative to its volume
  std::uint64_t record = 0;
  std::uint64_t byte = 0;
  std::string text{};
};

enum class SegmentStatus { Final, Unterminated, Altered, Removed, Missing, Unreadable };

std::string_view to_string(SegmentStatus status);

// What was found of one segment, or of its tombstone.
struct SegmentReport {
  StreamKey stream{};
  std::uint64_t sequence = 0;
  base::Id segment{};
  SegmentStatus status = SegmentStatus::Final;
  std::string path{};
  std::uint64_t bytes = 0;
  std::uint32_t records = 0;
  base::Ticks from{};
  base::Ticks to{};
};

struct CheckProgress {
  std::uint64_t segments_done = 0;
  std::uint64_t segments_total = 0;
  std::uint64_t bytes_done = 0;
};

struct CheckCallbacks {
  std::function<void(const Finding&)> finding{};
  std::function<void(const SegmentReport&)> segment{};
  std::function<void(const CheckProgress&)> progress{};
};

struct CheckOptions {
  // Full reads and hashes every byte. Quick believes the signature of a final record, and walks
  // only segments without one.
  enum class Depth { Quick, Full } depth = Depth::Full;
  // The recorder's first signing key, or the evidence key that vouched for it.
  std::optional<Point> signer{};
};

enum class CheckVerdict { Consistent, ConsistentRecorderUnknown, Inconsistent };

std::string_view to_string(CheckVerdict verdict);

struct CheckResult {
  CheckVerdict verdict = CheckVerdict::ConsistentRecorderUnknown;
  std::uint64_t segments = 0;
  std::uint64_t unterminated = 0;
  std::uint64_t removed = 0;
  std::uint64_t faults = 0;
  std::uint64_t bytes = 0;
  std::optional<Point> first_signer{};  // to compare with what is known from elsewhere
};

// An error only when no volume can be read at all.
base::Result<CheckResult> check_archive(base::FileSystem& files,
                                        std::span<const std::string> volumes,
                                        const CheckOptions& options,
                                        const CheckCallbacks& callbacks);

}  // namespace storage

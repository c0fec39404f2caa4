// An append-only signed log on disk, in two copies: chain logs, the signers log, locks.
//
// append() returns when both copies are synced. Opening one for writing cuts what was never
// acknowledged and completes the shorter copy; when the copies contradict each other, or both were
// altered, that is Corrupt and nothing is touched. One thread at a time; one writer per log.
// Specification: docs/design/sealed-archive.md, "Signed logs".
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "storage/chain/log_lines.h"
#include "storage/chain/signed_log_format.h"

namespace storage {

using LogCopies = std::array<std::string, 2>;  // paths

// The copies of a log that are there, wherever they were written: on any volume, mirror or not.
LogCopies existing_copies(base::FileSystem& files, std::span<const std::string> volumes,
                          std::string_view path);

// What a log holds, read without touching it.
struct LogReading {
  LogHeader header{};
  std::vector<ReadLine> lines{};
  LogEnd end{};
  bool torn = false;          // a copy has a tail that does not count
  bool one_copy = false;      // the other is missing or unreadable
  bool altered = false;       // a copy was changed in the middle
  bool contradicted = false;  // both are sound and neither continues the other
};

// NotFound when no copy is there; Corrupt when none is a log.
base::Result<LogReading> read_signed_log(base::FileSystem& files, const LogCopies& copies);

class SignedLog {
 public:
  // Opens the log, or makes it with `header`; the folders exist.
  static base::Result<SignedLog> open(base::FileSystem& files, LogCopies copies,
                                      const LogHeader& header);

  // One commit, durable on both copies on success. After an error the log must be opened again.
  base::Result<void> append(std::span<const NewLine> lines, base::Ticks time,
                            const LineSigner& signer);

  const LogHeader& header() const { return reading_.header; }
  const std::vector<ReadLine>& lines() const { return reading_.lines; }
  const LogEnd& end() const { return reading_.end; }
  // What had to be mended when it was opened: somebody should be told.
  bool was_torn() const { return reading_.torn; }
  bool had_one_copy() const { return reading_.one_copy; }
  bool was_altered() const { return reading_.altered; }

 private:
  SignedLog(LogReading reading, std::array<std::unique_ptr<base::AppendFile>, 2> files)
      : reading_{std::move(reading)}, files_{std::move(files)} {}

  LogReading reading_;
  std::array<std::unique_ptr<base::AppendFile>, 2> files_;
  bool failed_ = false;
};

}  // namespace storage

// Lines of a signed log, or of the journal: made into the bytes of a commit, and read back as far
// as they are sound. Pure; safe from any thread.
// Specification: docs/design/sealed-archive.md, "Signed logs".
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "storage/chain/signed_log_format.h"
#include "storage/segment/fields.h"

namespace storage {

// Who signs lines: the id of a key, and how to sign what line_message() gives.
struct LineSigner {
  base::Id key{};
  std::function<base::Result<Signature>(base::ByteView message)> sign{};
};

// Where a log ends: what the next line continues.
struct LogEnd {
  std::uint64_t position = 0;  // in the file
  std::uint64_t next_number = 1;
  Digest link{};

  bool operator==(const LogEnd&) const = default;
};

struct NewLine {
  std::uint8_t kind = 1;
  base::Bytes body{};
  base::Ticks time{};  // unknown: that of the commit
};

struct ReadLine {
  LineHeader header{};
  base::Bytes body{};
  Signature signature{};
  Digest previous_link{};
  Digest link{};
  std::uint64_t position = 0;

  // What its signature is over.
  base::Bytes message() const;
};

struct ReadLines {
  std::vector<ReadLine> lines{};  // those that count
  LogEnd end{};                   // behind the last of them
  bool torn = false;              // something follows that does not count
  bool altered = false;           // and more follows that: this was no torn commit
};

// The bytes that append `lines` at `end` as one commit: the last one is filled up to a block.
// Advances `end`.
base::Result<base::Bytes> make_lines(LogEnd& end, std::span<const NewLine> lines, base::Ticks time,
                                     const LineSigner& signer);

// The lines of `file` from `start` on, whose links hold and that end on a block.
ReadLines read_lines(base::ByteView file, const LogEnd& start);

}  // namespace storage

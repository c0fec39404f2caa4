// The keeper's journal on disk: append-only, every line signed and linked to the one before, so
// that a line that was changed, cut out or moved shows. Only the keeper writes it.
//
// append(..., Sync::Now) returns when the line, and all before it, survive power loss: for lines
// about the use of a key, before the answer goes out. Sync::Batched lines wait for the next
// synced one or for flush(). What was never synced is cut off when the journal is opened. After
// an error of append() or flush() the journal takes nothing more until it is opened again.
// One thread at a time.
// Specification: docs/design/journal.md
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "crypto/keys/public_key.h"
#include "storage/chain/log_lines.h"
#include "storage/journal/journal_format.h"

namespace storage {

enum class Sync { Now, Batched };

struct JournalLine {
  std::uint64_t number = 0;
  base::Ticks time{};
  JournalEntry entry{};

  bool operator==(const JournalLine&) const = default;
};

struct JournalVerdict {
  std::uint64_t lines = 0;                  // sound ones, from the first on
  std::optional<std::uint64_t> bad_line{};  // the first that is not
  std::string what{};
};

class Journal {
 public:
  struct Options {
    std::uint64_t file_bytes_max = std::uint64_t{16} << 20;  // then a new file begins
    std::size_t batched_max = 256;                           // lines kept waiting, then synced
  };

  // `directory` is the journal's own, made when missing. `new_id` names a journal that is made.
  static base::Result<Journal> open(base::FileSystem& files, std::string directory,
                                    const base::Id& new_id, const base::Clock& clock,
                                    LineSigner signer, const Options& options);

  // The number of the line.
  base::Result<std::uint64_t> append(const JournalEntry& entry, Sync sync);
  base::Result<void> flush();

  const base::Id& id() const { return journal_; }
  std::uint64_t last_line() const { return end_.next_number - 1 + pending_.size(); }
  const Digest& last_link() const { return end_.link; }  // of what is synced

  // Synced lines from number `from` on, at most `limit`. Corrupt when one is not sound.
  base::Result<std::vector<JournalLine>> read(std::uint64_t from, std::size_t limit) const;

  // Checks every link and signature from the first line on.
  using KeyLookup = std::function<std::optional<crypto::PublicKey>(const base::Id& key)>;
  base::Result<JournalVerdict> verify(const KeyLookup& keys) const;

 private:
  Journal(base::FileSystem& files, std::string directory, const base::Clock& clock,
          LineSigner signer, const Options& options);

  base::Result<void> recover(const base::Id& new_id);
  base::Result<void> begin_file(const base::Id& journal);
  std::string file_name(std::uint64_t first_line) const;

  base::FileSystem* files_;
  std::string directory_;
  const base::Clock* clock_;
  LineSigner signer_;
  Options options_;
  std::vector<std::uint64_t> first_lines_;  // of the files, rising
  base::Id journal_{};
  LogEnd end_{};
  std::unique_ptr<base::AppendFile> file_;
  std::vector<NewLine> pending_;
  bool failed_ = false;
};

}  // namespace storage

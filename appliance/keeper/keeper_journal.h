// The keeper's hold on its journal: lines that are on the disk before their use, lines that wait a
// moment so that many share one sync, and a journal that comes back after a full disk.
//
// One thread at a time; callbacks run inside append(), append_later() and flush(). The lines
// themselves: storage/journal/journal.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "storage/journal/journal.h"

namespace appliance {

inline constexpr std::chrono::milliseconds kJournalBatchWait{100};

class KeeperJournal {
 public:
  using OnSynced = std::function<void(base::Result<std::uint64_t> line)>;

  // All outlive this; `key` signs.
  static base::Result<KeeperJournal> open(base::FileSystem& files, std::string directory,
                                          base::IdSource& ids, const base::Clock& clock,
                                          const crypto::PrivateKey& key);

  // The number of the line, which survives power loss from now on.
  base::Result<std::uint64_t> append(const storage::JournalEntry& entry);

  // `on_synced` is called once: with the number when the line survives power loss, or with why not.
  void append_later(const storage::JournalEntry& entry, OnSynced on_synced);

  // Syncs what waits; due at due().
  void flush();
  std::optional<base::SteadyTime> due() const;

  struct Excerpt {
    base::Id journal{};
    std::uint64_t last_line = 0;  // of the whole journal
    std::vector<storage::JournalLine> lines{};
  };
  // At most `limit` lines from number `from` on, those that wait included.
  base::Result<Excerpt> read(std::uint64_t from, std::size_t limit);

 private:
  struct Waiting {
    std::uint64_t line;
    OnSynced on_synced;
  };

  KeeperJournal(base::FileSystem& files, std::string directory, base::IdSource& ids,
                const base::Clock& clock, const crypto::PrivateKey& key);

  base::Result<void> open_if_closed();
  void close(const base::Error& why);  // whoever waits is told
  void tell_synced();

  base::FileSystem* files_;
  std::string directory_;
  base::IdSource* ids_;
  const base::Clock* clock_;
  const crypto::PrivateKey* key_;
  std::optional<storage::Journal> journal_;  // none after an error, until it is needed again
  std::vector<Waiting> waiting_;
  base::SteadyTime waiting_since_{};
};

}  // namespace appliance

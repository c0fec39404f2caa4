#include "appliance/keeper/keeper_journal.h"

#include "appliance/keeper/site_keys.h"
#include "storage/chain/archive_signature.h"
#include "storage/chain/chain.h"

namespace appliance {

KeeperJournal::KeeperJournal(base::FileSystem& files, std::string directory, base::IdSource& ids,
                             const base::Clock& clock, const crypto::PrivateKey& key)
    : files_{&files}, directory_{std::move(directory)}, ids_{&ids}, clock_{&clock}, key_{&key} {}

base::Result<KeeperJournal> KeeperJournal::open(base::FileSystem& files, std::string directory,
                                                base::IdSource& ids, const base::Clock& clock,
                                                const crypto::PrivateKey& key) {
  KeeperJournal journal{files, std::move(directory), ids, clock, key};
  RETURN_IF_ERROR(journal.open_if_closed());
  return journal;
}

base::Result<void> KeeperJournal::open_if_closed() {
  if (journal_) return {};
  ASSIGN_OR_RETURN(const storage::Point point, storage::point_of(key_->public_key()));
  const auto sign = [key = key_](base::ByteView message) {
    return storage::sign_for_archive(*key, message);
  };
  auto opened = storage::Journal::open(*files_, directory_, ids_->next(), *clock_,
                                       {.key = storage::key_id_of(point), .sign = sign}, {});
  if (!opened) return std::move(opened).error();
  journal_.emplace(*std::move(opened));
  return {};
}

void KeeperJournal::close(const base::Error& why) {
  journal_.reset();
  for (auto& [line, on_synced] : std::exchange(waiting_, {})) on_synced(why);
}

void KeeperJournal::tell_synced() {
  for (auto& [line, on_synced] : std::exchange(waiting_, {})) on_synced(line);
}

base::Result<std::uint64_t> KeeperJournal::append(const storage::JournalEntry& entry) {
  // Checked first, because an entry that is refused is no reason to doubt the journal.
  RETURN_IF_ERROR(storage::marshal(entry));
  RETURN_IF_ERROR(open_if_closed());
  auto line = journal_->append(entry, storage::Sync::Now);
  if (!line) {
    close(line.error());
    return line;
  }
  tell_synced();
  return line;
}

void KeeperJournal::append_later(const storage::JournalEntry& entry, OnSynced on_synced) {
  if (const auto sound = storage::marshal(entry); !sound) return on_synced(sound.error());
  if (const auto opened = open_if_closed(); !opened) return on_synced(opened.error());
  const auto line = journal_->append(entry, storage::Sync::Batched);
  if (!line) {
    close(line.error());
    return on_synced(line.error());
  }
  if (waiting_.empty()) waiting_since_ = clock_->steady();
  waiting_.push_back({*line, std::move(on_synced)});
}

void KeeperJournal::flush() {
  if (waiting_.empty()) return;
  if (const auto flushed = journal_->flush(); !flushed) return close(flushed.error());
  tell_synced();
}

std::optional<base::SteadyTime> KeeperJournal::due() const {
  if (waiting_.empty()) return std::nullopt;
  return waiting_since_ + kJournalBatchWait;
}

base::Result<KeeperJournal::Excerpt> KeeperJournal::read(std::uint64_t from, std::size_t limit) {
  RETURN_IF_ERROR(open_if_closed());
  flush();
  RETURN_IF_ERROR(open_if_closed());
  ASSIGN_OR_RETURN(auto lines, journal_->read(from, limit));
  return Excerpt{journal_->id(), journal_->last_line(), std::move(lines)};
}

}  // namespace appliance

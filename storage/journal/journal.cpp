#include "storage/journal/journal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <utility>

#include "storage/chain/archive_signature.h"
#include "storage/volume/archive_paths.h"

namespace storage {
namespace {

constexpr std::string_view kFileStart = "journal-";
constexpr std::size_t kLineDigits = 16;
constexpr std::size_t kJournalFilesMax = 1'000'000;
// Of one file: what Options allows, and its last commit.
constexpr std::size_t kFileBytesMost = std::size_t{256} << 20;

std::optional<std::uint64_t> first_line_in(std::string_view name) {
  if (!name.starts_with(kFileStart) || name.size() != kFileStart.size() + kLineDigits) {
    return std::nullopt;
  }
  name.remove_prefix(kFileStart.size());
  std::uint64_t line = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), line, 16);
  if (error != std::errc{} || end != name.data() + name.size() || line == 0) return std::nullopt;
  return line;
}

struct JournalFile {
  base::Bytes bytes{};
  JournalHeader header{};
  ReadLines lines{};
};

base::Result<JournalFile> read_journal_file(base::FileSystem& files, const std::string& path) {
  JournalFile file;
  ASSIGN_OR_RETURN(file.bytes, base::read_small_file(files, path, kFileBytesMost));
  const base::ByteView all{file.bytes};
  ASSIGN_OR_RETURN(file.header,
                   parse_journal_header(all.first(std::min(all.size(), kJournalHeaderBytes))));
  file.lines =
      read_lines(all, {kJournalHeaderBytes, file.header.first_line, journal_start(file.header)});
  return file;
}

base::Result<JournalLine> line_of(const ReadLine& read) {
  if (read.header.kind != kJournalEntryLine) return corrupt("a journal line of an unknown kind");
  ASSIGN_OR_RETURN(JournalEntry entry, parse_journal_entry(read.body));
  return JournalLine{read.header.number, read.header.time, std::move(entry)};
}

}  // namespace

Journal::Journal(base::FileSystem& files, std::string directory, const base::Clock& clock,
                 LineSigner signer, const Options& options)
    : files_{&files},
      directory_{std::move(directory)},
      clock_{&clock},
      signer_{std::move(signer)},
      options_{options} {}

base::Result<Journal> Journal::open(base::FileSystem& files, std::string directory,
                                    const base::Id& new_id, const base::Clock& clock,
                                    LineSigner signer, const Options& options) {
  Journal journal{files, std::move(directory), clock, std::move(signer), options};
  RETURN_IF_ERROR(journal.recover(new_id));
  return journal;
}

std::string Journal::file_name(std::uint64_t first_line) const {
  std::array<char, kLineDigits + 1> digits{};
  std::snprintf(digits.data(), digits.size(), "%016llx",
                static_cast<unsigned long long>(first_line));
  return joined(directory_, std::string{kFileStart} + digits.data());
}

base::Result<void> Journal::recover(const base::Id& new_id) {
  RETURN_IF_ERROR(base::make_directories(*files_, directory_, base::Access::Private));
  ASSIGN_OR_RETURN(const auto entries, files_->list(directory_, kJournalFilesMax));
  for (const base::DirectoryEntry& entry : entries) {
    if (const auto line = first_line_in(entry.name)) first_lines_.push_back(*line);
  }
  if (first_lines_.empty()) {
    end_.next_number = 1;
    return begin_file(new_id);
  }
  std::ranges::sort(first_lines_);
  const std::string last = file_name(first_lines_.back());
  ASSIGN_OR_RETURN(const JournalFile file, read_journal_file(*files_, last));
  if (file.header.first_line != first_lines_.back() || file.lines.altered) {
    return base::Error{base::ErrorKind::Corrupt, last + " was altered"};
  }
  journal_ = file.header.journal;
  end_ = file.lines.end;
  // A sync that failed, in this process or the one before, may have left bytes that can be read but
  // will not survive power loss, and the kernel tells once only: what is continued is written anew.
  RETURN_IF_ERROR(
      base::write_file_atomically(*files_, last, base::ByteView{file.bytes}.first(end_.position)));
  ASSIGN_OR_RETURN(file_, files_->open_append(last));
  return {};
}

// Its header is durable before any line is in it.
base::Result<void> Journal::begin_file(const base::Id& journal) {
  const bool first = end_.next_number == 1;
  const JournalHeader header{journal, end_.next_number, first ? Digest{} : end_.link};
  const std::string path = file_name(header.first_line);
  RETURN_IF_ERROR(base::write_file_atomically(*files_, path, marshal(header)));
  ASSIGN_OR_RETURN(file_, files_->open_append(path));
  journal_ = journal;
  end_ = {kJournalHeaderBytes, header.first_line, journal_start(header)};
  first_lines_.push_back(header.first_line);
  return {};
}

base::Result<std::uint64_t> Journal::append(const JournalEntry& entry, Sync sync) {
  if (failed_) {
    return base::Error{base::ErrorKind::Unavailable, "the journal must be opened again"};
  }
  ASSIGN_OR_RETURN(base::Bytes body, marshal(entry));
  pending_.push_back({kJournalEntryLine, std::move(body), base::to_ticks(clock_->wall())});
  const std::uint64_t number = last_line();
  if (sync == Sync::Now || pending_.size() >= options_.batched_max) RETURN_IF_ERROR(flush());
  return number;
}

base::Result<void> Journal::flush() {
  if (pending_.empty()) return {};
  if (failed_) {
    return base::Error{base::ErrorKind::Unavailable, "the journal must be opened again"};
  }
  failed_ = true;  // until it is done
  if (end_.position >= options_.file_bytes_max) RETURN_IF_ERROR(begin_file(journal_));
  const std::vector<NewLine> lines = std::exchange(pending_, {});
  LogEnd end = end_;
  ASSIGN_OR_RETURN(const base::Bytes bytes,
                   make_lines(end, lines, base::to_ticks(clock_->wall()), signer_));
  RETURN_IF_ERROR(file_->append(bytes));
  RETURN_IF_ERROR(file_->sync());
  end_ = end;
  failed_ = false;
  return {};
}

base::Result<std::vector<JournalLine>> Journal::read(std::uint64_t from, std::size_t limit) const {
  std::vector<JournalLine> lines;
  auto file = std::ranges::upper_bound(first_lines_, from);
  if (file != first_lines_.begin()) --file;
  for (; file != first_lines_.end() && lines.size() < limit; ++file) {
    ASSIGN_OR_RETURN(const JournalFile read, read_journal_file(*files_, file_name(*file)));
    const bool last = std::next(file) == first_lines_.end();
    if (read.lines.end.next_number != (last ? end_.next_number : *std::next(file))) {
      return base::Error{base::ErrorKind::Corrupt, file_name(*file) + " was altered"};
    }
    for (const ReadLine& each : read.lines.lines) {
      if (each.header.number < from || lines.size() == limit) continue;
      ASSIGN_OR_RETURN(lines.emplace_back(), line_of(each));
    }
  }
  return lines;
}

base::Result<JournalVerdict> Journal::verify(const KeyLookup& keys) const {
  JournalVerdict verdict;
  Digest link{};
  const auto bad = [&verdict](const char* what) {
    verdict.bad_line = verdict.lines + 1;
    verdict.what = what;
    return verdict;
  };
  for (const std::uint64_t first_line : first_lines_) {
    if (first_line != verdict.lines + 1) return bad("lines are missing");
    const auto file = read_journal_file(*files_, file_name(first_line));
    if (!file && file.error().kind != base::ErrorKind::Corrupt) return file.error();
    if (!file) return bad("the file does not begin as it was written");
    if (file->header.journal != journal_ || file->header.first_line != first_line ||
        file->header.previous_link != link) {
      return bad("the file does not continue the one before");
    }
    link = file->lines.end.link;
    for (const ReadLine& line : file->lines.lines) {
      const auto key = keys(line.header.signing_key);
      if (!key || !verify_archive_signature(*key, line.message(), line.signature)) {
        return bad("the line is not signed by a known key");
      }
      if (!line_of(line)) return bad("the line says nothing that can be read");
      ++verdict.lines;
    }
    if (file->lines.torn) return bad("the line is not what was written");
  }
  if (verdict.lines + 1 != end_.next_number) return bad("lines are missing");
  return verdict;
}

}  // namespace storage

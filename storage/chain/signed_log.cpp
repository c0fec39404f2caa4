#include "storage/chain/signed_log.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "storage/chain/chain.h"
#include "storage/volume/archive_paths.h"

namespace storage {
namespace {

struct CopyOfLog {
  base::Bytes bytes{};
  LogHeader header{};
  ReadLines lines{};
};

LogEnd start_of(const LogHeader& header) {
  return {kLogHeaderBytes, 1, log_start(header)};
}

// NotFound also for a file whose header never became durable: it holds nothing that counts.
base::Result<CopyOfLog> read_copy(base::FileSystem& files, const std::string& path) {
  CopyOfLog copy;
  ASSIGN_OR_RETURN(copy.bytes, base::read_small_file(files, path, kLogBytesMax));
  const base::Error empty{base::ErrorKind::NotFound, path + " holds no line"};
  if (copy.bytes.size() < kBlockBytes) return empty;
  const auto header = parse_log_header(base::ByteView{copy.bytes}.first(kLogHeaderBytes));
  if (!header) {
    const bool never_written = std::ranges::all_of(copy.bytes, [](auto byte) { return byte == 0; });
    return never_written ? empty
                         : base::Error{header.error().kind, path + ": " + header.error().message};
  }
  copy.header = *header;
  copy.lines = read_lines(copy.bytes, start_of(*header));
  return copy;
}

bool continues(const CopyOfLog& longer, const CopyOfLog& shorter) {
  const auto size = static_cast<std::ptrdiff_t>(shorter.lines.end.position);
  return longer.lines.end.position >= shorter.lines.end.position &&
         std::equal(shorter.bytes.begin(), shorter.bytes.begin() + size, longer.bytes.begin());
}

struct BothCopies {
  LogReading reading{};
  std::array<base::Result<CopyOfLog>, 2> copies;
  std::optional<std::size_t> longer{};  // none: there is no log yet
};

base::Result<BothCopies> read_both(base::FileSystem& files, const LogCopies& paths) {
  BothCopies both{.copies = {read_copy(files, paths[0]), read_copy(files, paths[1])}};
  const auto& [first, second] = both.copies;
  const auto missing = [](const base::Result<CopyOfLog>& copy) {
    return !copy && copy.error().kind == base::ErrorKind::NotFound;
  };
  if (missing(first) && missing(second)) return both;
  if (!first && !second) return missing(first) ? second.error() : first.error();
  both.longer = 0;
  if (!first || (second && second->lines.end.position > first->lines.end.position)) {
    both.longer = 1;
  }
  const CopyOfLog& chosen = *both.copies[*both.longer];
  both.reading = {chosen.header, chosen.lines.lines, chosen.lines.end};
  both.reading.one_copy = !first || !second;
  for (const auto& copy : both.copies) {
    if (!copy) continue;
    both.reading.torn = both.reading.torn || copy->lines.torn;
    both.reading.altered = both.reading.altered || copy->lines.altered;
    if (!continues(chosen, *copy)) both.reading.contradicted = true;
  }
  return both;
}

// A new log, or what a torn tail left of one: whole and durable, or as before.
base::Result<void> put_copy(base::FileSystem& files, const std::string& path,
                            base::ByteView bytes) {
  return base::write_file_atomically(files, path, bytes, base::Access::GroupReads);
}

// Cuts the tail that does not count and appends what the other copy has more.
base::Result<void> complete(base::AppendFile& file, const CopyOfLog& copy,
                            const CopyOfLog& longer) {
  const std::uint64_t sound = copy.lines.end.position;
  if (file.size() > sound) RETURN_IF_ERROR(file.truncate(sound));
  const base::ByteView all{longer.bytes};
  const auto rest = all.first(longer.lines.end.position).subspan(sound);
  if (!rest.empty()) RETURN_IF_ERROR(file.append(rest));
  return file.sync();
}

}  // namespace

LogCopies existing_copies(base::FileSystem& files, std::span<const std::string> volumes,
                          std::string_view path) {
  std::vector<std::string> there;
  for (const std::string& volume : volumes) {
    const std::string copy = joined(volume, path);
    for (const std::string& name : {copy, copy + ".mirror"}) {
      if (files.stat(name)) there.push_back(name);
    }
  }
  if (there.empty()) return copies_of(volumes, path);
  if (there.size() == 1) there.push_back(there[0] + ".mirror");
  return {there[0], there[1]};
}

base::Result<LogReading> read_signed_log(base::FileSystem& files, const LogCopies& copies) {
  ASSIGN_OR_RETURN(BothCopies both, read_both(files, copies));
  if (!both.longer) return both.copies[0].error();
  return std::move(both.reading);
}

base::Result<SignedLog> SignedLog::open(base::FileSystem& files, LogCopies copies,
                                        const LogHeader& header) {
  ASSIGN_OR_RETURN(BothCopies both, read_both(files, copies));
  if (both.reading.contradicted) {
    return base::Error{base::ErrorKind::Corrupt, copies[0] + " and its copy contradict each other"};
  }
  if (both.longer && both.copies[*both.longer]->lines.altered) {
    return base::Error{base::ErrorKind::Corrupt, copies[0] + " was altered"};
  }
  if (!both.longer) {
    both.reading.header = header;
    both.reading.end = start_of(header);
  }
  LogHeader expected = header;
  expected.log = both.reading.header.log;
  if (both.reading.header != expected) {
    return base::Error{base::ErrorKind::Corrupt, copies[0] + " is another log"};
  }
  std::array<std::unique_ptr<base::AppendFile>, 2> opened;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    const base::Result<CopyOfLog>& copy = both.copies[i];
    if (!copy) {
      // An unreadable copy is replaced too: the other one is sound.
      const base::Bytes start = marshal(both.reading.header);
      base::ByteView whole{start};
      if (both.longer) {
        const CopyOfLog& longer = *both.copies[*both.longer];
        whole = base::ByteView{longer.bytes}.first(longer.lines.end.position);
      }
      RETURN_IF_ERROR(put_copy(files, copies[i], whole));
    }
    ASSIGN_OR_RETURN(opened[i], files.open_append(copies[i]));
    if (copy) RETURN_IF_ERROR(complete(*opened[i], *copy, *both.copies[*both.longer]));
  }
  return SignedLog{std::move(both.reading), std::move(opened)};
}

base::Result<void> SignedLog::append(std::span<const NewLine> lines, base::Ticks time,
                                     const LineSigner& signer) {
  if (failed_) {
    return base::Error{base::ErrorKind::Unavailable, "a log that must be opened again"};
  }
  LogEnd end = reading_.end;
  ASSIGN_OR_RETURN(const base::Bytes bytes, make_lines(end, lines, time, signer));
  failed_ = true;  // until both copies have it
  for (const auto& file : files_) {
    RETURN_IF_ERROR(file->append(bytes));
    RETURN_IF_ERROR(file->sync());
  }
  failed_ = false;
  // Read back from the bytes, so that there is one way to make a ReadLine.
  base::Bytes padded(reading_.end.position % kBlockBytes, 0);
  base::append(padded, bytes);
  LogEnd from = reading_.end;
  from.position %= kBlockBytes;
  ReadLines added = read_lines(padded, from);
  for (ReadLine& line : added.lines) {
    line.position += reading_.end.position - from.position;
    reading_.lines.push_back(std::move(line));
  }
  reading_.end = end;
  return {};
}

}  // namespace storage

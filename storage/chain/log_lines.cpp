#include "storage/chain/log_lines.h"

#include <cassert>

#include "storage/chain/chain.h"

namespace storage {
namespace {

// Only the last commit can be torn, and each begins on a block: whoever finds a line of a later
// commit behind damage knows that the damage came after its sync.
bool commit_follows(base::ByteView file, const LogEnd& end) {
  const std::uint64_t next_block = (end.position / kBlockBytes + 1) * kBlockBytes;
  for (std::uint64_t at = next_block; at < file.size(); at += kBlockBytes) {
    const auto line = parse_line(file.subspan(at));
    if (line && line->header.number > end.next_number) return true;
  }
  return false;
}

}  // namespace

base::Bytes ReadLine::message() const {
  return line_message(previous_link, line_content_digest(header, body));
}

base::Result<base::Bytes> make_lines(LogEnd& end, std::span<const NewLine> lines, base::Ticks time,
                                     const LineSigner& signer) {
  base::Bytes bytes;
  LogEnd next = end;
  for (const NewLine& made : lines) {
    if (made.body.size() > kLineBodyBytesMax) {
      return base::Error{base::ErrorKind::InvalidInput, "a line that is too long"};
    }
    Line line{.header = {.kind = made.kind,
                         .body_bytes = static_cast<std::uint32_t>(made.body.size()),
                         .number = next.next_number,
                         .time = made.time.is_known() ? made.time : time,
                         .signing_key = signer.key},
              .body = made.body};
    const bool last = &made == &lines.back();
    if (last) line.header.fill = line_fill(next.position, made.body.size());
    const base::Bytes message =
        line_message(next.link, line_content_digest(line.header, line.body));
    ASSIGN_OR_RETURN(line.signature, signer.sign(message));
    line.link = log_next(next.link, line);
    base::append(bytes, marshal(line));
    next = {next.position + line_bytes(line.header), next.next_number + 1, line.link};
  }
  if (next.position > kLogBytesMax) {
    return base::Error{base::ErrorKind::InvalidInput, "the log is full"};
  }
  end = next;
  return bytes;
}

ReadLines read_lines(base::ByteView file, const LogEnd& start) {
  assert(start.position <= file.size());
  ReadLines read{.end = start};
  LogEnd at = start;
  std::size_t counting = 0;
  while (at.position < file.size()) {
    const auto line = parse_line(file.subspan(at.position));
    if (!line || line->header.number != at.next_number || line->link != log_next(at.link, *line)) {
      break;
    }
    read.lines.push_back({.header = line->header,
                          .body = {line->body.begin(), line->body.end()},
                          .signature = line->signature,
                          .previous_link = at.link,
                          .link = line->link,
                          .position = at.position});
    at = {at.position + line_bytes(line->header), at.next_number + 1, line->link};
    if (at.position % kBlockBytes == 0) {
      read.end = at;
      counting = read.lines.size();
    }
  }
  read.lines.resize(counting);
  read.torn = read.end.position < file.size();
  read.altered = read.torn && commit_follows(file, read.end);
  return read;
}

}  // namespace storage

#include "storage/chain/signed_log_format.h"

#include <cassert>

namespace storage {
namespace {

constexpr std::string_view kLogMagic = "CUSTLOG\n";

}  // namespace

base::Bytes marshal(const LogHeader& header) {
  base::ByteWriter writer;
  writer.put(base::as_bytes(kLogMagic));
  writer.put(kLogFormat);
  writer.put(static_cast<std::uint16_t>(header.type));
  writer.put(header.day);
  writer.put(header.log.bytes);
  writer.put(header.recorder.bytes);
  writer.put(header.camera.bytes);
  assert(writer.size() == kLogHeaderBytes);
  return std::move(writer).take();
}

base::Result<LogHeader> parse_log_header(base::ByteView bytes) {
  if (bytes.size() != kLogHeaderBytes) return corrupt("a log header of another size");
  base::ByteReader reader{bytes};
  if (base::as_text(reader.take(kLogMagic.size())) != kLogMagic) return corrupt("not a log");
  if (reader.get<std::uint16_t>() != kLogFormat) {
    return base::Error{base::ErrorKind::InvalidInput, "a log of an unknown format"};
  }
  LogHeader header;
  header.type = static_cast<LogType>(reader.get<std::uint16_t>());
  header.day = reader.get<std::uint32_t>();
  header.log = get_id(reader);
  header.recorder = get_id(reader);
  header.camera = get_id(reader);
  const bool of_day = header.day != 0 && header.day <= base::kDayMax && !is_zero(header.camera);
  const bool of_none = header.day == 0 && is_zero(header.camera);
  switch (header.type) {
    case LogType::Chain:
      if (!of_day) return corrupt("a chain log of no camera or day");
      return header;
    case LogType::Signers:
    case LogType::Locks:
      if (!of_none) return corrupt("a log header with impossible fields");
      return header;
  }
  return corrupt("a log of no known type");
}

base::Bytes marshal(const LineHeader& header) {
  base::ByteWriter writer;
  writer.put(header.kind);
  writer.put_zeros(1);
  writer.put(header.fill);
  writer.put(header.body_bytes);
  writer.put(header.number);
  writer.put(header.time.count);
  writer.put(header.signing_key.bytes);
  return std::move(writer).take();
}

base::Result<LineHeader> parse_line_header(base::ByteView bytes) {
  if (bytes.size() != kLineHeaderBytes) return corrupt("a line header of another size");
  base::ByteReader reader{bytes};
  LineHeader header;
  header.kind = reader.get<std::uint8_t>();
  const bool zeros = take_zeros(reader, 1);
  header.fill = reader.get<std::uint16_t>();
  header.body_bytes = reader.get<std::uint32_t>();
  header.number = reader.get<std::uint64_t>();
  header.time = get_time(reader);
  header.signing_key = get_id(reader);
  if (header.kind == 0) return corrupt("no line");
  if (header.body_bytes > kLineBodyBytesMax) return corrupt("a line that is too long");
  if (!zeros || header.fill >= kBlockBytes || header.number == 0) {
    return corrupt("a line header with impossible fields");
  }
  return header;
}

std::size_t line_bytes(const LineHeader& header) {
  return kLineOverheadBytes + header.body_bytes + header.fill;
}

std::uint16_t line_fill(std::uint64_t position, std::size_t body_bytes) {
  const std::uint64_t past_block = (position + kLineOverheadBytes + body_bytes) % kBlockBytes;
  return static_cast<std::uint16_t>(past_block == 0 ? 0 : kBlockBytes - past_block);
}

base::Bytes marshal(const Line& line) {
  assert(line.body.size() == line.header.body_bytes);
  base::ByteWriter writer;
  writer.put(marshal(line.header));
  writer.put(line.body);
  writer.put_zeros(line.header.fill);
  writer.put(line.signature);
  writer.put(line.link);
  return std::move(writer).take();
}

base::Result<Line> parse_line(base::ByteView rest) {
  if (rest.size() < kLineHeaderBytes) return corrupt("a line that is cut short");
  base::ByteReader reader{rest};
  Line line;
  ASSIGN_OR_RETURN(line.header, parse_line_header(reader.take(kLineHeaderBytes)));
  line.body = reader.take(line.header.body_bytes);
  const bool zeros = take_zeros(reader, line.header.fill);
  line.signature = get_array<64>(reader);
  line.link = get_array<32>(reader);
  if (reader.failed()) return corrupt("a line that is cut short");
  if (!zeros) return corrupt("a line with something in its fill");
  return line;
}

base::Bytes line_message(const Digest& previous_link, const Digest& content) {
  base::ByteWriter writer;
  writer.put(base::as_bytes("custody line v1"));
  writer.put(previous_link);
  writer.put(content);
  return std::move(writer).take();
}

}  // namespace storage

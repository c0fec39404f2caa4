#include "storage/segment/record_format.h"

#include <algorithm>

#include "storage/segment/segment_format.h"

namespace storage {

bool is_known(RecordKind kind) {
  switch (kind) {
    case RecordKind::Context:
    case RecordKind::Gap:
    case RecordKind::Verdict:
    case RecordKind::Clock:
    case RecordKind::Checkpoint:
    case RecordKind::Pad:
    case RecordKind::Final:
    case RecordKind::Init:
    case RecordKind::Video:
    case RecordKind::Audio:
    case RecordKind::Metadata:
      return true;
  }
  return false;
}

bool is_media(RecordKind kind) {
  return kind == RecordKind::Video || kind == RecordKind::Audio || kind == RecordKind::Metadata;
}

std::uint32_t body_bytes_max(RecordKind kind) {
  if (is_sealed(kind)) return kSealedBodyBytesMax;
  if (kind == RecordKind::Final) return kFinalBodyBytesMax;
  if (kind == RecordKind::Context) return kContextBodyBytesMax;
  if (kind == RecordKind::Pad) return kPadBodyBytesMax;
  return kClearBodyBytesMax;
}

RecordHeaderBytes marshal(const RecordHeader& header) {
  base::ByteWriter writer;
  writer.put(static_cast<std::uint8_t>(header.kind));
  writer.put(header.track);
  writer.put(header.flags);
  writer.put(header.body_bytes);
  writer.put(header.number);
  writer.put(header.arrival.count);
  writer.put(header.wall.count);
  writer.put(std::uint64_t{header.media.count()});
  writer.put(header.duration);
  writer.put(header.samples);
  writer.put(header.first_sample);
  RecordHeaderBytes bytes{};
  std::ranges::copy(writer.view(), bytes.begin());
  return bytes;
}

base::Result<RecordHeader> parse_record_header(base::ByteView bytes) {
  if (bytes.size() != kRecordHeaderBytes) return corrupt("a record header of another size");
  base::ByteReader reader{bytes};
  RecordHeader header;
  header.kind = static_cast<RecordKind>(reader.get<std::uint8_t>());
  header.track = reader.get<std::uint8_t>();
  header.flags = reader.get<std::uint16_t>();
  header.body_bytes = reader.get<std::uint32_t>();
  header.number = reader.get<std::uint64_t>();
  header.arrival = get_time(reader);
  header.wall = get_time(reader);
  header.media = base::TickDuration{reader.get<std::uint64_t>()};
  header.duration = reader.get<std::uint32_t>();
  header.samples = reader.get<std::uint32_t>();
  header.first_sample = reader.get<std::uint64_t>();

  if (header.kind == RecordKind{}) return corrupt("no record");
  if (header.body_bytes > body_bytes_max(header.kind)) return corrupt("a record that is too long");
  if (header.number == 0 || header.number > kRecordsMax) return corrupt("a record out of number");
  if ((header.flags & ~record_flag::kAll) != 0) return corrupt("a record with unknown flags");
  const bool counts = header.samples != 0 || header.first_sample != 0 || header.duration != 0;
  if (counts && is_known(header.kind) && !is_media(header.kind)) {
    return corrupt("samples in a record that has none");
  }
  return header;
}

std::size_t record_bytes(const RecordHeader& header) {
  return kRecordHeaderBytes + header.body_bytes + (is_sealed(header.kind) ? kTagBytes : 0) +
         kDigestBytes;
}

std::optional<std::uint32_t> pad_body_bytes(std::uint64_t position) {
  const auto past_block = static_cast<std::uint32_t>(position % kBlockBytes);
  if (past_block == 0) return std::nullopt;
  std::uint32_t left = kBlockBytes - past_block;
  if (left < kRecordBytesMin) left += kBlockBytes;
  return left - std::uint32_t{kRecordBytesMin};
}

std::array<std::uint8_t, 12> record_nonce(std::uint64_t number) {
  base::ByteWriter writer;
  writer.put(std::uint32_t{0});
  writer.put(number);
  std::array<std::uint8_t, 12> nonce{};
  std::ranges::copy(writer.view(), nonce.begin());
  return nonce;
}

std::array<std::uint8_t, 88> record_associated_data(const Digest& segment_header_digest,
                                                    const RecordHeader& header) {
  std::array<std::uint8_t, 88> data{};
  const auto rest = std::ranges::copy(segment_header_digest, data.begin()).out;
  std::ranges::copy(marshal(header), rest);
  return data;
}

}  // namespace storage

#include "storage/segment/segment_format.h"

#include <array>
#include <cassert>
#include <cstdio>

#include "storage/segment/record_format.h"

namespace storage {
namespace {

constexpr std::string_view kSegmentMagic = "CUSTSEG\n";
constexpr std::string_view kEndMagic = "CUSTEND\n";
constexpr std::size_t kHeaderSpareBytes = 15;

std::uint16_t number_of(StreamId stream) {
  return static_cast<std::uint16_t>(stream);
}

}  // namespace

bool is_stream(StreamId stream) {
  return (number_of(stream) & ~kBackfillBit) < kLiveStreams;
}

StreamId backfill_of(StreamId stream) {
  return static_cast<StreamId>(number_of(stream) | kBackfillBit);
}

base::Bytes marshal(const SegmentHeader& header) {
  base::ByteWriter writer;
  writer.put(base::as_bytes(kSegmentMagic));
  writer.put(kSegmentFormat);
  writer.put(number_of(header.stream));
  writer.put(header.day_key_day);
  writer.put(header.segment.bytes);
  writer.put(header.recorder.bytes);
  writer.put(header.camera.bytes);
  writer.put(header.boot.bytes);
  writer.put(header.sequence);
  writer.put(header.start.count);
  writer.put(header.day_key.bytes);
  writer.put(header.signing_key.bytes);
  writer.put(header.chain_in);
  writer.put(header.key_commitment);
  writer.put(header.encapsulated);
  writer.put(header.wrapped_key);
  writer.put_zeros(kHeaderSpareBytes);
  assert(writer.size() == kSegmentHeaderBytes);
  return std::move(writer).take();
}

base::Result<SegmentHeader> parse_segment_header(base::ByteView bytes) {
  if (bytes.size() != kSegmentHeaderBytes) return corrupt("a segment header of another size");
  base::ByteReader reader{bytes};
  if (base::as_text(reader.take(kSegmentMagic.size())) != kSegmentMagic) {
    return corrupt("not a segment");
  }
  if (reader.get<std::uint16_t>() != kSegmentFormat) {
    return base::Error{base::ErrorKind::InvalidInput, "a segment of an unknown format"};
  }
  SegmentHeader header;
  header.stream = static_cast<StreamId>(reader.get<std::uint16_t>());
  header.day_key_day = reader.get<std::uint32_t>();
  header.segment = get_id(reader);
  header.recorder = get_id(reader);
  header.camera = get_id(reader);
  header.boot = get_id(reader);
  header.sequence = reader.get<std::uint64_t>();
  header.start = get_time(reader);
  header.day_key = get_id(reader);
  header.signing_key = get_id(reader);
  header.chain_in = get_array<32>(reader);
  header.key_commitment = get_array<32>(reader);
  header.encapsulated = get_array<65>(reader);
  header.wrapped_key = get_array<48>(reader);
  const bool zeros = take_zeros(reader, kHeaderSpareBytes);
  const bool days =
      header.day_key_day <= base::kDayMax && base::day_of(header.start) <= base::kDayMax;
  if (!zeros || !days || !is_stream(header.stream) || header.sequence == 0 ||
      is_zero(header.segment)) {
    return corrupt("a segment header with impossible fields");
  }
  return header;
}

base::Bytes segment_key_info(const SegmentHeader& header) {
  base::ByteWriter writer;
  writer.put(base::as_bytes("custody seg v1"));
  writer.put(header.segment.bytes);
  writer.put(header.camera.bytes);
  writer.put(number_of(header.stream));
  writer.put(header.day_key_day);
  writer.put(header.day_key.bytes);
  return std::move(writer).take();
}

base::Bytes key_commitment_info(const base::Id& segment) {
  base::Bytes info = base::to_bytes("custody commit v1");
  base::append(info, segment.bytes);
  return info;
}

base::Bytes marshal(const EndMark& mark) {
  base::ByteWriter writer;
  writer.put(mark.final_record_bytes);
  writer.put(base::as_bytes(kEndMagic));
  return std::move(writer).take();
}

base::Result<EndMark> parse_end_mark(base::ByteView bytes) {
  if (bytes.size() != kEndMarkBytes) return corrupt("an end mark of another size");
  base::ByteReader reader{bytes};
  const EndMark mark{reader.get<std::uint64_t>()};
  if (base::as_text(reader.rest()) != kEndMagic) return corrupt("not an end mark");
  if (mark.final_record_bytes < kRecordBytesMin || mark.final_record_bytes > kSegmentBytesMax) {
    return corrupt("an end mark with an impossible length");
  }
  return mark;
}

std::string segment_path(const SegmentHeader& header) {
  std::array<char, 32> name;
  std::snprintf(name.data(), name.size(), "%04x-%016llx", unsigned{number_of(header.stream)},
                static_cast<unsigned long long>(header.sequence));
  return "segments/" + base::to_string(header.camera) + "/" +
         base::day_name(base::day_of(header.start)) + "/" + name.data() + "-" +
         base::to_string(header.segment) + ".seg";
}

}  // namespace storage

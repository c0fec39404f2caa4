#include "storage/segment/record_body_format.h"

#include <bit>
#include <string_view>

#include "storage/segment/segment_format.h"

namespace storage {
namespace {

template <typename Enum>
Enum get_enum(base::ByteReader& reader) {
  return static_cast<Enum>(reader.get<std::uint8_t>());
}

template <typename Enum>
void put_enum(base::ByteWriter& writer, Enum value) {
  writer.put(static_cast<std::uint8_t>(value));
}

Checkpoint get_checkpoint(base::ByteReader& reader) {
  Checkpoint checkpoint;
  checkpoint.chain = get_array<32>(reader);
  checkpoint.time = get_time(reader);
  checkpoint.signing_key = get_id(reader);
  checkpoint.signature = get_array<64>(reader);
  return checkpoint;
}

base::ByteWriter signed_start(std::string_view label, const base::Id& segment, std::uint64_t number,
                              const Checkpoint& checkpoint) {
  base::ByteWriter writer;
  writer.put(base::as_bytes(label));
  writer.put(segment.bytes);
  writer.put(number);
  writer.put(checkpoint.chain);
  writer.put(checkpoint.time.count);
  writer.put(checkpoint.signing_key.bytes);
  return writer;
}

bool is_indexed(RecordKind kind) {
  return kind != RecordKind::Pad && kind != RecordKind::Checkpoint && kind != RecordKind::Final;
}

}  // namespace

base::Bytes marshal(const Gap& gap) {
  base::ByteWriter writer;
  put_enum(writer, gap.reason);
  writer.put(gap.track);
  writer.put_zeros(2);
  writer.put(gap.packets_lost);
  writer.put(gap.from.count);
  writer.put(gap.to.count);
  return std::move(writer).take();
}

base::Result<Gap> parse_gap(base::ByteView body) {
  if (body.size() != kGapBytes) return corrupt("a gap of another size");
  base::ByteReader reader{body};
  Gap gap;
  gap.reason = get_enum<GapReason>(reader);
  gap.track = reader.get<std::uint8_t>();
  const bool zeros = take_zeros(reader, 2);
  gap.packets_lost = reader.get<std::uint32_t>();
  gap.from = get_time(reader);
  gap.to = get_time(reader);
  if (!zeros || gap.reason == GapReason{}) return corrupt("a gap with impossible fields");
  if (gap.to.is_known() && gap.to < gap.from) return corrupt("a gap that ends before it begins");
  return gap;
}

base::Bytes marshal(const VerdictRecord& verdict) {
  base::ByteWriter writer;
  writer.put(verdict.segment.bytes);
  writer.put(verdict.first_sample);
  writer.put(verdict.last_sample);
  writer.put(verdict.part_counter);
  put_enum(writer, verdict.verdict);
  put_enum(writer, verdict.provenance);
  put_enum(writer, verdict.policy);
  writer.put(verdict.track);
  writer.put(verdict.sei);
  writer.put(verdict.signer.bytes);
  writer.put(verdict.claimed.count);
  writer.put(verdict.judged.count);
  writer.put(verdict.findings);
  writer.put(verdict.samples_missing);
  return std::move(writer).take();
}

base::Result<VerdictRecord> parse_verdict(base::ByteView body) {
  if (body.size() != kVerdictBytes) return corrupt("a verdict of another size");
  base::ByteReader reader{body};
  VerdictRecord verdict;
  verdict.segment = get_id(reader);
  verdict.first_sample = reader.get<std::uint64_t>();
  verdict.last_sample = reader.get<std::uint64_t>();
  verdict.part_counter = reader.get<std::uint32_t>();
  verdict.verdict = get_enum<Verdict>(reader);
  verdict.provenance = get_enum<Provenance>(reader);
  verdict.policy = get_enum<SigningPolicy>(reader);
  verdict.track = reader.get<std::uint8_t>();
  verdict.sei = get_array<32>(reader);
  verdict.signer = get_id(reader);
  verdict.claimed = get_time(reader);
  verdict.judged = get_time(reader);
  verdict.findings = reader.get<std::uint32_t>();
  verdict.samples_missing = reader.get<std::uint32_t>();
  if (verdict.verdict == Verdict{} || verdict.last_sample < verdict.first_sample) {
    return corrupt("a verdict with impossible fields");
  }
  return verdict;
}

base::Bytes marshal(const ClockRecord& clock) {
  base::ByteWriter writer;
  put_enum(writer, clock.state);
  writer.put(clock.track);
  writer.put_zeros(2);
  writer.put(clock.error_us_max);
  writer.put(std::bit_cast<std::uint64_t>(clock.camera_offset));
  writer.put(clock.sender_ntp.count);
  writer.put(clock.sender_rtp);
  writer.put(clock.rtp_rate);
  writer.put(std::uint64_t{clock.media.count()});
  writer.put(clock.claimed.count);
  return std::move(writer).take();
}

base::Result<ClockRecord> parse_clock(base::ByteView body) {
  if (body.size() != kClockBytes) return corrupt("a clock record of another size");
  base::ByteReader reader{body};
  ClockRecord clock;
  clock.state = get_enum<ClockState>(reader);
  clock.track = reader.get<std::uint8_t>();
  const bool zeros = take_zeros(reader, 2);
  clock.error_us_max = reader.get<std::uint32_t>();
  clock.camera_offset = std::bit_cast<std::int64_t>(reader.get<std::uint64_t>());
  clock.sender_ntp = get_time(reader);
  clock.sender_rtp = reader.get<std::uint32_t>();
  clock.rtp_rate = reader.get<std::uint32_t>();
  clock.media = base::TickDuration{reader.get<std::uint64_t>()};
  clock.claimed = get_time(reader);
  if (!zeros || clock.state == ClockState{}) {
    return corrupt("a clock record with impossible fields");
  }
  return clock;
}

base::Bytes marshal(const Checkpoint& checkpoint) {
  base::ByteWriter writer;
  writer.put(checkpoint.chain);
  writer.put(checkpoint.time.count);
  writer.put(checkpoint.signing_key.bytes);
  writer.put(checkpoint.signature);
  return std::move(writer).take();
}

base::Result<Checkpoint> parse_checkpoint(base::ByteView body) {
  if (body.size() != kCheckpointBytes) return corrupt("a checkpoint of another size");
  base::ByteReader reader{body};
  return get_checkpoint(reader);
}

base::Bytes marshal(const FinalRecord& final_record) {
  base::ByteWriter writer;
  writer.put(marshal(final_record.checkpoint));
  put_enum(writer, final_record.reason);
  writer.put_zeros(3);
  writer.put(static_cast<std::uint32_t>(final_record.index.size()));
  for (const IndexEntry& entry : final_record.index) {
    writer.put(entry.offset);
    writer.put(marshal(entry.header));
  }
  return std::move(writer).take();
}

base::Result<FinalRecord> parse_final(base::ByteView body) {
  if (body.size() < kFinalFixedBytes || body.size() > kFinalBodyBytesMax) {
    return corrupt("a final record of another size");
  }
  base::ByteReader reader{body};
  FinalRecord final_record;
  final_record.checkpoint = get_checkpoint(reader);
  final_record.reason = get_enum<FinalReason>(reader);
  const bool zeros = take_zeros(reader, 3);
  const std::uint64_t entries = reader.get<std::uint32_t>();
  if (!zeros || final_record.reason == FinalReason{} ||
      entries * kIndexEntryBytes != reader.remaining()) {
    return corrupt("a final record with impossible fields");
  }
  final_record.index.reserve(entries);
  std::uint64_t end = kSegmentHeaderBytes;
  std::uint64_t number = 0;
  for (std::uint64_t i = 0; i < entries; ++i) {
    const auto offset = reader.get<std::uint64_t>();
    ASSIGN_OR_RETURN(const RecordHeader header,
                     parse_record_header(reader.take(kRecordHeaderBytes)));
    if (!is_indexed(header.kind) || offset < end || offset > kSegmentBytesMax ||
        header.number <= number) {
      return corrupt("an index out of order");
    }
    final_record.index.push_back({offset, header});
    end = offset + record_bytes(header);
    number = header.number;
  }
  return final_record;
}

base::Bytes checkpoint_message(const base::Id& segment, std::uint64_t number,
                               const Checkpoint& checkpoint) {
  return signed_start("custody checkpoint v1", segment, number, checkpoint).take();
}

base::Bytes final_message(const base::Id& segment, std::uint64_t number,
                          const Checkpoint& checkpoint, const Digest& tail) {
  base::ByteWriter writer = signed_start("custody final v1", segment, number, checkpoint);
  writer.put(tail);
  return std::move(writer).take();
}

}  // namespace storage

#include "storage/chain/chain_line_format.h"

#include <cassert>

namespace storage {
namespace {

StreamId get_stream(base::ByteReader& reader) {
  return static_cast<StreamId>(reader.get<std::uint16_t>());
}

}  // namespace

base::Bytes marshal(const Tombstone& tombstone) {
  assert(!tombstone.actor.empty() && tombstone.actor.size() <= kActorBytesMax);
  base::ByteWriter writer;
  writer.put(tombstone.segment.bytes);
  writer.put(static_cast<std::uint16_t>(tombstone.stream));
  writer.put(static_cast<std::uint8_t>(tombstone.reason));
  writer.put(static_cast<std::uint8_t>(tombstone.state));
  writer.put(tombstone.records);
  writer.put(tombstone.sequence);
  writer.put(tombstone.from.count);
  writer.put(tombstone.to.count);
  writer.put(tombstone.disk_bytes);
  writer.put(tombstone.due.count);
  writer.put(tombstone.chain_in);
  writer.put(tombstone.chain_out);
  writer.put(tombstone.header_digest);
  writer.put(tombstone.order.bytes);
  writer.put(static_cast<std::uint16_t>(tombstone.actor.size()));
  writer.put(base::as_bytes(tombstone.actor));
  return std::move(writer).take();
}

base::Result<Tombstone> parse_tombstone(base::ByteView body) {
  base::ByteReader reader{body};
  Tombstone tombstone;
  tombstone.segment = get_id(reader);
  tombstone.stream = get_stream(reader);
  tombstone.reason = static_cast<DeletionReason>(reader.get<std::uint8_t>());
  tombstone.state = static_cast<SegmentState>(reader.get<std::uint8_t>());
  tombstone.records = reader.get<std::uint32_t>();
  tombstone.sequence = reader.get<std::uint64_t>();
  tombstone.from = get_time(reader);
  tombstone.to = get_time(reader);
  tombstone.disk_bytes = reader.get<std::uint64_t>();
  tombstone.due = get_time(reader);
  tombstone.chain_in = get_array<32>(reader);
  tombstone.chain_out = get_array<32>(reader);
  tombstone.header_digest = get_array<32>(reader);
  tombstone.order = get_id(reader);
  const std::size_t actor_bytes = reader.get<std::uint16_t>();
  if (reader.failed() || actor_bytes == 0 || actor_bytes > kActorBytesMax ||
      actor_bytes != reader.remaining()) {
    return corrupt("a tombstone of an impossible size");
  }
  tombstone.actor = get_text(reader, actor_bytes);
  if (!is_stream(tombstone.stream) || tombstone.reason == DeletionReason{} ||
      tombstone.state == SegmentState{} || tombstone.sequence == 0) {
    return corrupt("a tombstone with impossible fields");
  }
  return tombstone;
}

base::Bytes marshal(const Dropped& dropped) {
  base::ByteWriter writer;
  writer.put(dropped.day);
  writer.put_zeros(4);
  writer.put(dropped.log.bytes);
  writer.put(dropped.last_link);
  writer.put(static_cast<std::uint16_t>(dropped.stream));
  writer.put_zeros(6);
  writer.put(dropped.sequence);
  writer.put(dropped.chain_out);
  return std::move(writer).take();
}

base::Result<Dropped> parse_dropped(base::ByteView body) {
  base::ByteReader reader{body};
  Dropped dropped;
  dropped.day = reader.get<std::uint32_t>();
  const bool first_zeros = take_zeros(reader, 4);
  dropped.log = get_id(reader);
  dropped.last_link = get_array<32>(reader);
  dropped.stream = get_stream(reader);
  const bool zeros = take_zeros(reader, 6) && first_zeros;
  dropped.sequence = reader.get<std::uint64_t>();
  dropped.chain_out = get_array<32>(reader);
  if (reader.failed() || reader.remaining() != 0) return corrupt("a dropped line of another size");
  if (!zeros || !is_stream(dropped.stream) || dropped.sequence == 0 ||
      dropped.day > base::kDayMax) {
    return corrupt("a dropped line with impossible fields");
  }
  return dropped;
}

base::Bytes marshal(const Signer& signer) {
  assert(signer.certificate.size() <= kCertificateBytesMax);
  base::ByteWriter writer;
  writer.put(signer.key.bytes);
  writer.put(signer.previous.bytes);
  writer.put(signer.from.count);
  writer.put(signer.public_key);
  writer.put_zeros(1);
  writer.put(static_cast<std::uint16_t>(signer.certificate.size()));
  writer.put(signer.certificate);
  return std::move(writer).take();
}

base::Result<Signer> parse_signer(base::ByteView body) {
  base::ByteReader reader{body};
  Signer signer;
  signer.key = get_id(reader);
  signer.previous = get_id(reader);
  signer.from = get_time(reader);
  signer.public_key = get_array<65>(reader);
  const bool zeros = take_zeros(reader, 1);
  const std::size_t certificate_bytes = reader.get<std::uint16_t>();
  if (reader.failed() || certificate_bytes > kCertificateBytesMax ||
      certificate_bytes != reader.remaining()) {
    return corrupt("a signer of an impossible size");
  }
  const base::ByteView certificate = reader.take(certificate_bytes);
  signer.certificate.assign(certificate.begin(), certificate.end());
  if (!zeros || is_zero(signer.key)) return corrupt("a signer with impossible fields");
  return signer;
}

base::Bytes marshal(const Destroyed& destroyed) {
  base::ByteWriter writer;
  writer.put(destroyed.key.bytes);
  writer.put(destroyed.time.count);
  return std::move(writer).take();
}

base::Result<Destroyed> parse_destroyed(base::ByteView body) {
  base::ByteReader reader{body};
  Destroyed destroyed;
  destroyed.key = get_id(reader);
  destroyed.time = get_time(reader);
  if (reader.failed() || reader.remaining() != 0) {
    return corrupt("a destroyed line of another size");
  }
  if (is_zero(destroyed.key)) return corrupt("a destroyed line of no key");
  return destroyed;
}

}  // namespace storage

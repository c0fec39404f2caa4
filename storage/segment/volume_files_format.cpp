#include "storage/segment/volume_files_format.h"

#include <algorithm>
#include <cassert>

#include "crypto/hash/sha2.h"
#include "storage/chain/chain.h"

namespace storage {
namespace {

constexpr std::string_view kWrapsMagic = "CUSTWRAP";
constexpr std::string_view kVolumeMagic = "CUSTVOL\n";
constexpr std::uint16_t kFormat = 1;

base::Bytes with_check(base::ByteWriter writer) {
  const Digest check = crypto::sha256(writer.view());
  writer.put(check);
  return std::move(writer).take();
}

// A reader of what stands between format and check.
base::Result<base::ByteReader> open_checked(base::ByteView bytes, std::string_view magic) {
  base::ByteReader reader{bytes};
  if (base::as_text(reader.take(magic.size())) != magic) return corrupt("not the expected file");
  const auto format = reader.get<std::uint16_t>();
  if (reader.failed() || reader.remaining() < kCheckBytes) return corrupt("a file cut short");
  if (format != kFormat) {
    return base::Error{base::ErrorKind::InvalidInput, "a file of an unknown format"};
  }
  const Digest check = crypto::sha256(bytes.first(bytes.size() - kCheckBytes));
  if (!std::ranges::equal(check, bytes.last(kCheckBytes))) return corrupt("a file that decayed");
  return base::ByteReader{reader.rest().first(reader.remaining() - kCheckBytes)};
}

Wrap get_wrap(base::ByteReader& reader, bool& sound) {
  Wrap wrap;
  wrap.recipient = get_id(reader);
  wrap.type = static_cast<RecipientType>(reader.get<std::uint8_t>());
  const bool zeros = take_zeros(reader, 6);
  wrap.made = get_time(reader);
  wrap.encapsulated = get_array<65>(reader);
  wrap.wrapped_key = get_array<48>(reader);
  sound = zeros && wrap.type != RecipientType{};
  return wrap;
}

}  // namespace

base::Bytes marshal(const WrapsFile& file) {
  assert(file.wraps.size() <= kWrapsMax);
  base::ByteWriter writer;
  writer.put(base::as_bytes(kWrapsMagic));
  writer.put(kFormat);
  writer.put(static_cast<std::uint16_t>(file.wraps.size()));
  writer.put(file.day);
  writer.put(file.camera.bytes);
  writer.put(file.day_key.bytes);
  writer.put(file.day_public_key);
  writer.put_zeros(7);
  assert(writer.size() == kWrapsFixedBytes);
  for (const Wrap& wrap : file.wraps) {
    writer.put(wrap.recipient.bytes);
    writer.put(static_cast<std::uint8_t>(wrap.type));
    writer.put_zeros(6);
    writer.put(wrap.made.count);
    writer.put(wrap.encapsulated);
    writer.put(wrap.wrapped_key);
  }
  return with_check(std::move(writer));
}

base::Result<WrapsFile> parse_wraps_file(base::ByteView bytes) {
  if (bytes.size() > kWrapsFixedBytes + kWrapsMax * kWrapBytes + kCheckBytes) {
    return corrupt("a wraps file that is too long");
  }
  ASSIGN_OR_RETURN(base::ByteReader reader, open_checked(bytes, kWrapsMagic));
  WrapsFile file;
  const std::size_t count = reader.get<std::uint16_t>();
  file.day = reader.get<std::uint32_t>();
  file.camera = get_id(reader);
  file.day_key = get_id(reader);
  file.day_public_key = get_array<65>(reader);
  const bool zeros = take_zeros(reader, 7);
  if (reader.failed() || reader.remaining() != count * kWrapBytes) {
    return corrupt("a wraps file of an impossible size");
  }
  if (!zeros || file.day > base::kDayMax || file.day_key != key_id_of(file.day_public_key)) {
    return corrupt("a wraps file with impossible fields");
  }
  for (std::size_t i = 0; i < count; ++i) {
    bool sound = false;
    const Wrap wrap = get_wrap(reader, sound);
    const bool in_order = file.wraps.empty() || file.wraps.back().recipient < wrap.recipient;
    if (!sound || !in_order) return corrupt("a wrap with impossible fields, or out of order");
    file.wraps.push_back(wrap);
  }
  return file;
}

base::Bytes wrap_info(const WrapsFile& file, const base::Id& recipient) {
  base::ByteWriter writer;
  writer.put(base::as_bytes("custody wrap v1"));
  writer.put(file.camera.bytes);
  writer.put(file.day);
  writer.put(file.day_key.bytes);
  writer.put(recipient.bytes);
  return std::move(writer).take();
}

base::Bytes marshal(const VolumeMark& mark) {
  base::ByteWriter writer;
  writer.put(base::as_bytes(kVolumeMagic));
  writer.put(kFormat);
  writer.put_zeros(6);
  writer.put(mark.volume.bytes);
  writer.put(mark.recorder.bytes);
  writer.put(mark.created.count);
  writer.put_zeros(8);
  return with_check(std::move(writer));
}

base::Result<VolumeMark> parse_volume_mark(base::ByteView bytes) {
  if (bytes.size() != kVolumeMarkBytes) return corrupt("a volume mark of another size");
  ASSIGN_OR_RETURN(base::ByteReader reader, open_checked(bytes, kVolumeMagic));
  const bool first_zeros = take_zeros(reader, 6);
  VolumeMark mark;
  mark.volume = get_id(reader);
  mark.recorder = get_id(reader);
  mark.created = get_time(reader);
  const bool zeros = take_zeros(reader, 8) && first_zeros;
  if (!zeros || is_zero(mark.volume) || is_zero(mark.recorder)) {
    return corrupt("a volume mark with impossible fields");
  }
  return mark;
}

}  // namespace storage

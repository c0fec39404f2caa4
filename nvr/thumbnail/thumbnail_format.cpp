#include "nvr/thumbnail/thumbnail_format.h"

#include <algorithm>
#include <array>

#include "base/byte_order.h"

namespace nvr {
namespace {

constexpr std::array<std::uint8_t, 4> kThumbnailMagic{'C', 'u', 'T', 'h'};
constexpr std::uint16_t kThumbnailFormat = 1;

base::Error broken_thumbnail() {
  return {base::ErrorKind::Corrupt, "no thumbnail of ours"};
}

}  // namespace

base::Bytes marshal_thumbnail_header(const ThumbnailName& name, const crypto::Nonce& nonce) {
  base::ByteWriter writer;
  writer.put(base::ByteView{kThumbnailMagic});
  writer.put(kThumbnailFormat);
  writer.put(std::uint16_t{0});
  writer.put(base::ByteView{name.camera.bytes});
  writer.put(base::ByteView{name.segment.bytes});
  writer.put(name.day);
  writer.put(name.record);
  writer.put(base::ByteView{nonce});
  return std::move(writer).take();
}

base::Result<ThumbnailHeader> parse_thumbnail_header(base::ByteView bytes) {
  if (bytes.size() != kThumbnailHeaderBytes) return broken_thumbnail();
  base::ByteReader reader{bytes};
  if (!std::ranges::equal(reader.take(kThumbnailMagic.size()), kThumbnailMagic)) {
    return broken_thumbnail();
  }
  const auto format = reader.get<std::uint16_t>();
  const auto zero = reader.get<std::uint16_t>();
  if (format != kThumbnailFormat || zero != 0) return broken_thumbnail();
  ThumbnailHeader header;
  std::ranges::copy(reader.take(16), header.name.camera.bytes.begin());
  std::ranges::copy(reader.take(16), header.name.segment.bytes.begin());
  header.name.day = reader.get<std::uint32_t>();
  header.name.record = reader.get<std::uint64_t>();
  std::ranges::copy(reader.take(header.nonce.size()), header.nonce.begin());
  return header;
}

base::Result<base::Bytes> seal_thumbnail(const ThumbnailName& name, const crypto::Secret& day_key,
                                         base::ByteView jpeg) {
  if (jpeg.size() > kThumbnailBytesMax) {
    return base::Error{base::ErrorKind::InvalidInput, "a thumbnail that is too large"};
  }
  crypto::Nonce nonce{};
  const crypto::Secret random = crypto::Secret::random(nonce.size());
  std::ranges::copy(random.reveal(), nonce.begin());
  base::Bytes file = marshal_thumbnail_header(name, nonce);
  ASSIGN_OR_RETURN(auto key, crypto::AeadKey::from(day_key));
  ASSIGN_OR_RETURN(const auto sealed, crypto::seal(key, nonce, file, jpeg));
  base::append(file, sealed);
  return file;
}

base::Result<base::Bytes> open_thumbnail(const ThumbnailName& name, const crypto::Secret& day_key,
                                         base::ByteView file) {
  if (file.size() < kThumbnailHeaderBytes) return broken_thumbnail();
  const base::ByteView head = file.first(kThumbnailHeaderBytes);
  ASSIGN_OR_RETURN(const ThumbnailHeader header, parse_thumbnail_header(head));
  if (header.name != name) return broken_thumbnail();
  ASSIGN_OR_RETURN(auto key, crypto::AeadKey::from(day_key));
  return crypto::open(key, header.nonce, head, file.subspan(kThumbnailHeaderBytes));
}

}  // namespace nvr

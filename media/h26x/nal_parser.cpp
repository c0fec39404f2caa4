#include "media/h26x/nal_parser.h"

#include <algorithm>

#include "base/byte_order.h"
#include "media/h26x/nal.h"

namespace media {
namespace {

// Where the next start code's 00 00 01 begins, or the end.
std::size_t find_start_code(base::ByteView bytes) {
  for (std::size_t i = 0; i + 2 < bytes.size(); ++i) {
    if (bytes[i + 2] > 1) {
      i += 2;  // none of the next two positions can begin one
    } else if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
      return i;
    }
  }
  return bytes.size();
}

base::ByteView behind_start_code(base::ByteView bytes, std::size_t at) {
  return bytes.subspan(std::min(bytes.size(), at + 3));
}

}  // namespace

std::optional<base::ByteView> LengthPrefixedNals::next() {
  while (!rest_.empty()) {
    base::ByteReader reader{rest_};
    const auto length = reader.get<std::uint32_t>();
    const base::ByteView nal = reader.take(length);
    if (reader.failed()) {
      failed_ = true;
      rest_ = {};
      return std::nullopt;
    }
    rest_ = rest_.subspan(kNalLengthBytes + length);
    if (!nal.empty()) return nal;
  }
  return std::nullopt;
}

AnnexBNals::AnnexBNals(base::ByteView stream)
    : rest_{behind_start_code(stream, find_start_code(stream))} {}

std::optional<base::ByteView> AnnexBNals::next() {
  while (!rest_.empty()) {
    const std::size_t end = find_start_code(rest_);
    base::ByteView nal = rest_.first(end);
    rest_ = behind_start_code(rest_, end);
    // A NAL unit never ends with a zero byte: those belong to the next start code.
    while (!nal.empty() && nal.back() == 0) nal = nal.first(nal.size() - 1);
    if (!nal.empty()) return nal;
  }
  return std::nullopt;
}

void append_length_prefixed(base::Bytes& out, base::ByteView nal) {
  const auto length = static_cast<std::uint32_t>(nal.size());
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(length >> shift));
  }
  base::append(out, nal);
}

base::Bytes to_length_prefixed(base::ByteView annex_b) {
  base::Bytes out;
  out.reserve(annex_b.size() + kNalLengthBytes);
  AnnexBNals nals{annex_b};
  while (const auto nal = nals.next()) append_length_prefixed(out, *nal);
  return out;
}

base::Result<base::Bytes> to_annex_b(base::ByteView length_prefixed) {
  static constexpr std::uint8_t kStartCode[]{0, 0, 0, 1};
  base::Bytes out;
  out.reserve(length_prefixed.size());
  LengthPrefixedNals nals{length_prefixed};
  while (const auto nal = nals.next()) {
    base::append(out, kStartCode);
    base::append(out, *nal);
  }
  if (nals.failed()) {
    return base::Error{base::ErrorKind::InvalidInput, "NAL unit lengths do not add up"};
  }
  return out;
}

}  // namespace media

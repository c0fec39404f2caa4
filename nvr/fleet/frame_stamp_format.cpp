#include "nvr/fleet/frame_stamp_format.h"

#include <algorithm>
#include <array>
#include <string>

namespace nvr {
namespace {

// user_data_unregistered begins with a UUID of whoever defines it.
constexpr std::array<std::uint8_t, 16> kStampUuid{0x6d, 0x2a, 0x91, 0x5e, 0x3c, 0x47, 0x4b, 0xf8,
                                                  0x9e, 0x21, 0xc5, 0x7b, 0x84, 0x16, 0xd3, 0x0f};
constexpr std::uint8_t kUserDataUnregistered = 5;
constexpr std::size_t kStampDigits = 16;  // of each number
constexpr std::size_t kStampPayloadBytes = kStampUuid.size() + 2 * kStampDigits;
constexpr std::uint8_t kStopBit = 0x80;

base::Bytes stamp_header(media::VideoCodec codec) {
  if (codec == media::VideoCodec::H264) return {0x06};
  return {0x4e, 0x01};  // prefix SEI, layer 0, first temporal layer
}

void append_digits(base::Bytes& out, std::uint64_t value) {
  std::array<std::uint8_t, 8> big_endian{};
  for (std::size_t i = 0; i < big_endian.size(); ++i) {
    big_endian[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
  }
  base::append(out, base::as_bytes(base::hex(big_endian)));
}

std::optional<std::uint64_t> read_digits(base::ByteView text) {
  std::uint64_t value = 0;
  for (const std::uint8_t c : text) {
    const bool digit = c >= '0' && c <= '9';
    const bool letter = c >= 'a' && c <= 'f';
    if (!digit && !letter) return std::nullopt;
    value = value << 4 | static_cast<std::uint64_t>(digit ? c - '0' : c - 'a' + 10);
  }
  return value;
}

}  // namespace

base::Bytes make_frame_stamp(media::VideoCodec codec, const FrameStamp& stamp) {
  base::Bytes nal = stamp_header(codec);
  nal.push_back(kUserDataUnregistered);
  nal.push_back(kStampPayloadBytes);
  base::append(nal, kStampUuid);
  append_digits(nal, stamp.counter);
  append_digits(nal, stamp.unix_ms);
  nal.push_back(kStopBit);
  return nal;
}

std::optional<FrameStamp> parse_frame_stamp(media::VideoCodec codec, base::ByteView nal) {
  base::Bytes head = stamp_header(codec);
  head.push_back(kUserDataUnregistered);
  head.push_back(kStampPayloadBytes);
  base::append(head, kStampUuid);
  if (nal.size() != head.size() + 2 * kStampDigits + 1 || nal.back() != kStopBit ||
      !std::ranges::equal(nal.first(head.size()), head)) {
    return std::nullopt;
  }
  const auto counter = read_digits(nal.subspan(head.size(), kStampDigits));
  const auto unix_ms = read_digits(nal.subspan(head.size() + kStampDigits, kStampDigits));
  if (!counter || !unix_ms) return std::nullopt;
  return FrameStamp{*counter, *unix_ms};
}

}  // namespace nvr

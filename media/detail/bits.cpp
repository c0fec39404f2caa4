#include "media/h26x/bits.h"

namespace media {

base::Bytes without_emulation_prevention(base::ByteView nal) {
  base::Bytes out;
  out.reserve(nal.size());
  unsigned zeros = 0;
  for (const std::uint8_t byte : nal) {
    if (zeros >= 2 && byte == 3) {
      zeros = 0;
      continue;
    }
    zeros = byte == 0 ? zeros + 1 : 0;
    out.push_back(byte);
  }
  return out;
}

std::uint32_t BitReader::bits(unsigned count) {
  if (failed_ || count > 32 || bytes_.size() * 8 - at_ < count) {
    failed_ = true;
    return 0;
  }
  std::uint32_t value = 0;
  for (unsigned i = 0; i < count; ++i, ++at_) {
    value = (value << 1) | (std::uint32_t{bytes_[at_ / 8]} >> (7 - at_ % 8) & 1U);
  }
  return value;
}

void BitReader::skip(unsigned count) {
  if (failed_ || bytes_.size() * 8 - at_ < count) {
    failed_ = true;
    return;
  }
  at_ += count;
}

std::uint32_t BitReader::ue() {
  unsigned zeros = 0;
  while (!failed_ && !flag()) {
    if (++zeros > 31) failed_ = true;
  }
  const std::uint32_t rest = bits(zeros);
  return failed_ ? 0 : (1U << zeros) - 1 + rest;
}

std::int32_t BitReader::se() {
  const std::uint32_t code = ue();
  const auto half = static_cast<std::int32_t>(code / 2 + code % 2);
  return code % 2 != 0 ? half : -half;
}

}  // namespace media

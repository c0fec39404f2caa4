#include "media/detail/bits.h"

namespace media {

std::uint32_t BitReader::bits(std::size_t count) {
  if (failed_ || count > 32 || remaining() < count) {
    failed_ = true;
    return 0;
  }
  std::uint32_t value = 0;
  for (; count > 0; --count, ++at_) {
    value = (value << 1) | (std::uint32_t{bytes_[at_ / 8]} >> (7 - at_ % 8) & 1U);
  }
  return value;
}

void BitReader::skip(std::size_t count) {
  if (failed_ || remaining() < count) {
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

// Reads bits from the most significant on, never past the end of a view it does not own.
//
// As base::ByteReader does: what does not fit fails the reader for good and gives zeros, so a
// parser may read a layout and ask failed() once.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace media::detail {

class BitReader {
 public:
  explicit BitReader(base::ByteView bytes) : bytes_{bytes} {}

  // Up to 32 bits.
  std::uint32_t get(std::size_t count) {
    if (failed_ || count > remaining()) {
      failed_ = true;
      return 0;
    }
    std::uint32_t value = 0;
    for (; count > 0; --count, ++at_) {
      value = value << 1 | (std::uint32_t{bytes_[at_ / 8]} >> (7 - at_ % 8) & 1U);
    }
    return value;
  }

  std::size_t remaining() const { return bytes_.size() * 8 - at_; }
  bool failed() const { return failed_; }

 private:
  base::ByteView bytes_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace media::detail

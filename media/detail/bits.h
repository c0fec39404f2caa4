// Reads bits from the most significant on: fixed-length and Exp-Golomb codes.
//
// The first read that does not fit makes the reader fail for good and give zeros, so a parser reads
// a whole layout and asks failed() before it believes any of it. Pure.
// Specification: ITU-T H.264 7.2 and 9.1.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace media {

class BitReader {
 public:
  explicit BitReader(base::ByteView bytes) : bytes_{bytes} {}

  std::uint32_t bits(std::size_t count);  // at most 32
  bool flag() { return bits(1) != 0; }
  void skip(std::size_t count);
  std::size_t remaining() const { return bytes_.size() * 8 - at_; }
  std::uint32_t ue();  // at most 2^32 - 2
  std::int32_t se();
  bool failed() const { return failed_; }

 private:
  base::ByteView bytes_;
  std::size_t at_ = 0;  // in bits
  bool failed_ = false;
};

}  // namespace media

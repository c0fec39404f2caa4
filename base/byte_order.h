// Reading and writing big-endian integers: every format of ours, and most of the network's.
#pragma once

#include <concepts>
#include <cstddef>

#include "base/bytes.h"

namespace base {

// Appends big-endian integers and raw bytes to a buffer it owns.
class ByteWriter {
 public:
  template <std::unsigned_integral Integer>
  void put(Integer value) {
    for (std::size_t shift = sizeof(Integer) * 8; shift > 0; shift -= 8) {
      bytes_.push_back(static_cast<std::uint8_t>(value >> (shift - 8)));
    }
  }
  void put(ByteView bytes) { append(bytes_, bytes); }
  void put_zeros(std::size_t count) { bytes_.resize(bytes_.size() + count); }

  std::size_t size() const { return bytes_.size(); }
  ByteView view() const { return bytes_; }
  Bytes take() && { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

// Reads from a view it does not own, never past its end. The first read that does not fit makes
// the reader fail for good: every later read gives zeros, so a parser may read a whole fixed
// layout and ask failed() once, before it believes any of it.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_{bytes} {}

  template <std::unsigned_integral Integer>
  Integer get() {
    Integer value = 0;
    for (const std::uint8_t byte : take(sizeof(Integer))) {
      value = static_cast<Integer>((sizeof(Integer) > 1 ? value << 8 : 0) | byte);
    }
    return value;
  }

  // The next `count` bytes, or an empty view and failed() when there are fewer.
  ByteView take(std::size_t count) {
    if (failed_ || count > rest_.size()) {
      failed_ = true;
      return {};
    }
    const ByteView taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

  ByteView rest() const { return failed_ ? ByteView{} : rest_; }
  std::size_t remaining() const { return rest().size(); }
  bool failed() const { return failed_; }

 private:
  ByteView rest_;
  bool failed_ = false;
};

}  // namespace base

// Secret bytes: they move, never copy, wipe themselves, and cannot be printed or logged.
//
// reveal() is the only way to the bytes: grep for it to review every use of key material.
#pragma once

#include <cstddef>
#include <span>

#include "base/bytes.h"

namespace crypto {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::size_t size);  // zeros, to be filled through reveal_for_writing()
  static Secret copy_of(base::ByteView bytes);
  static Secret copy_of(std::string_view text) { return copy_of(base::as_bytes(text)); }
  static Secret take(base::Bytes&& bytes);  // the buffer itself: no copy is left behind
  static Secret random(std::size_t size);   // from OpenSSL's private generator; aborts without one

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  Secret clone() const { return copy_of(reveal()); }  // deliberate, so it has a name

  base::ByteView reveal() const { return bytes_; }
  std::span<std::uint8_t> reveal_for_writing() { return bytes_; }

 private:
  base::Bytes bytes_;  // never resized: a reallocation would leave a copy behind
};

// Compares in a time that depends on the lengths only.
bool equal_constant_time(base::ByteView a, base::ByteView b);

}  // namespace crypto

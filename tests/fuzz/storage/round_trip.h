// What every format fuzzer asserts: whatever parses marshals to the same bytes again.
#pragma once

#include <algorithm>

#include "base/bytes.h"
#include "base/result.h"

namespace fuzz {

inline base::ByteView bytes_of(const base::Bytes& bytes) {
  return bytes;
}
inline base::ByteView bytes_of(const base::Result<base::Bytes>& bytes) {
  if (!bytes) __builtin_trap();
  return *bytes;
}

template <typename Parse>
void round_trip(base::ByteView input, Parse parse) {
  const auto value = parse(input);
  if (!value) return;
  const auto again = marshal(*value);
  if (!std::ranges::equal(bytes_of(again), input)) __builtin_trap();
}

}  // namespace fuzz

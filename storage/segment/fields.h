// The words that the archive's layouts are made of, and reading and writing them.
// Specification: docs/design/sealed-archive.md, "Conventions".
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/byte_order.h"
#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"

namespace storage {

using Digest = std::array<std::uint8_t, 32>;      // SHA-256
using Point = std::array<std::uint8_t, 65>;       // P-256, uncompressed
using Signature = std::array<std::uint8_t, 64>;   // ECDSA P-256 with SHA-256, r || s
using WrappedKey = std::array<std::uint8_t, 48>;  // HPKE ciphertext of a 32-byte key

inline constexpr std::size_t kBlockBytes = 4096;  // what a commit is padded to

inline base::Error corrupt(const char* what) {
  return {base::ErrorKind::Corrupt, what};
}

template <std::size_t kSize>
std::array<std::uint8_t, kSize> get_array(base::ByteReader& reader) {
  std::array<std::uint8_t, kSize> value{};
  std::ranges::copy(reader.take(kSize), value.begin());
  return value;
}

inline base::Id get_id(base::ByteReader& reader) {
  return {get_array<16>(reader)};
}

inline base::Ticks get_time(base::ByteReader& reader) {
  return {reader.get<std::uint64_t>()};
}

inline std::string get_text(base::ByteReader& reader, std::size_t size) {
  return std::string{base::as_text(reader.take(size))};
}

// Bytes that the page calls zero.
inline bool take_zeros(base::ByteReader& reader, std::size_t count) {
  return std::ranges::all_of(reader.take(count), [](std::uint8_t byte) { return byte == 0; });
}

inline bool is_zero(const base::Id& id) {
  return id == base::Id{};
}

}  // namespace storage

// Bytes as values and views, and the few things every module does with them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// The same memory seen as text or as bytes; no copy, the argument outlives the view.
ByteView as_bytes(std::string_view text);
std::string_view as_text(ByteView bytes);

Bytes to_bytes(std::string_view text);
void append(Bytes& out, ByteView more);

std::string hex(ByteView bytes);                   // lower case
Result<Bytes> from_hex(std::string_view text);     // either case; inverse of hex()
std::string base64(ByteView bytes);                // RFC 4648 section 4, padded
Result<Bytes> from_base64(std::string_view text);  // canonical form only; inverse of base64()

}  // namespace base

#include <algorithm>

#include "crypto/cms/signed_data.h"

namespace crypto {

ContentSource content_of(base::ByteView bytes) {
  return [bytes](std::span<std::uint8_t> out) mutable -> base::Result<std::size_t> {
    const std::size_t size = std::min(out.size(), bytes.size());
    std::ranges::copy(bytes.first(size), out.begin());
    bytes = bytes.subspan(size);
    return size;
  };
}

}  // namespace crypto

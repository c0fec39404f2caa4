// MD5, for HTTP and RTSP Digest authentication with peers that know nothing better. It is broken as
// a hash: nothing else may use it.
//
// Safe from any thread. A digest that cannot be computed aborts the process.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"

namespace crypto {

using Md5Digest = std::array<std::uint8_t, 16>;

Md5Digest md5_for_digest_authentication(base::ByteView bytes);

}  // namespace crypto

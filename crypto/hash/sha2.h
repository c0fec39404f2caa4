// SHA-2 of one buffer or of a stream. For many buffers at once see multi_hasher.h.
//
// The functions are safe from any thread; a Sha256 belongs to one thread at a time. A digest that
// cannot be computed aborts the process: nothing may be signed or chained over garbage.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/bytes.h"

struct evp_md_ctx_st;

namespace crypto {

inline constexpr std::size_t kSha256Bytes = 32;

using Sha256Digest = std::array<std::uint8_t, kSha256Bytes>;
using Sha384Digest = std::array<std::uint8_t, 48>;
using Sha512Digest = std::array<std::uint8_t, 64>;

Sha256Digest sha256(base::ByteView bytes);
Sha384Digest sha384(base::ByteView bytes);
Sha512Digest sha512(base::ByteView bytes);

// SHA-256 of bytes that come in pieces. finish() begins anew, so keep the object and reuse it.
class Sha256 {
 public:
  Sha256();

  void update(base::ByteView bytes);
  Sha256Digest finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };

  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace crypto

// SHA-256 of many buffers side by side, in the lanes of one processor core.
//
// Uses Intel's Multi-Buffer library where it is built in (amd64), which picks the best instructions
// at run time; where it is not, or where too few buffers would leave lanes idle, OpenSSL. Digests
// are the same either way: only the time differs. As with sha256(), failure aborts.
//
// Not thread-safe and a few hundred kilobytes: one per thread, kept.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "crypto/hash/sha2.h"

namespace crypto {

inline constexpr std::size_t kLeafBytes = 64U << 10;

// Appends the leaves of `body`: views of kLeafBytes each, the last with the rest. An empty body has
// none. The views live as long as the body; gather those of several records for one sha256_many().
void append_leaves(std::vector<base::ByteView>& leaves, base::ByteView body);

class MultiHasher {
 public:
  enum class Engine {
    Fastest,
    OpenSsl  // one after the other: to compare with, or to rule the library out
  };

  explicit MultiHasher(Engine engine = Engine::Fastest);
  ~MultiHasher();
  MultiHasher(MultiHasher&&) noexcept;
  MultiHasher& operator=(MultiHasher&&) noexcept;

  // digests[i] becomes the SHA-256 of buffers[i]; both have the same size.
  void sha256_many(std::span<const base::ByteView> buffers, std::span<Sha256Digest> digests);

  // The SHA-256 of every leaf of `body`.
  std::vector<Sha256Digest> sha256_leaves(base::ByteView body);

  // How many buffers advance together; 1 when only OpenSSL is used.
  std::size_t lanes() const;

 private:
  struct Lanes;

  std::unique_ptr<Lanes> lanes_;  // none: OpenSSL only
  std::vector<std::size_t> sizes_;
  std::vector<std::size_t> order_;
};

}  // namespace crypto

#include "crypto/secret.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

#include "crypto/detail/wiping_heap.h"

namespace crypto {
namespace {

// Here, because no program with a secret is linked without this source.
[[gnu::constructor(101)]] void prepare_openssl_heap() {
  (void)detail::wipe_openssl_heap();
}

void wipe(base::Bytes& bytes) {
  OPENSSL_cleanse(bytes.data(), bytes.size());
}

}  // namespace

Secret::Secret(std::size_t size) : bytes_(size) {}

Secret Secret::copy_of(base::ByteView bytes) {
  Secret secret{bytes.size()};
  std::ranges::copy(bytes, secret.bytes_.begin());
  return secret;
}

Secret Secret::take(base::Bytes&& bytes) {
  Secret secret;
  secret.bytes_ = std::move(bytes);
  bytes.clear();
  return secret;
}

Secret Secret::random(std::size_t size) {
  Secret secret{size};
  if (size > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
      RAND_priv_bytes(secret.bytes_.data(), static_cast<int>(size)) != 1) {
    std::abort();  // going on with predictable keys would be worse than stopping
  }
  return secret;
}

Secret::Secret(Secret&& other) noexcept : bytes_{std::exchange(other.bytes_, {})} {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe(bytes_);
    bytes_ = std::exchange(other.bytes_, {});
  }
  return *this;
}

Secret::~Secret() {
  wipe(bytes_);
}

bool equal_constant_time(base::ByteView a, base::ByteView b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace crypto

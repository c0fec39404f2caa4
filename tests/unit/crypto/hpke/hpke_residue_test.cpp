// Goal: once something is sealed, nothing that could open it stays in memory. Method: the test
// reads its own memory, looking for the scalar of the ephemeral key in either byte order; it keeps
// the scalar inverted, so as not to find what it looks for in its own hands.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

#include "base/unique_fd.h"
#include "crypto/hpke/hpke.h"

namespace crypto {
namespace {

using Inverted = std::array<std::uint8_t, kHpkePrivateKeyBytes>;

// No machine has that much: what is larger is address space that a sanitizer keeps its books in.
constexpr std::uint64_t kMappingBytesMax = std::uint64_t{16} << 30;
constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

// By memchr(), because this looks through all of a process.
bool holds_inverse(base::ByteView piece, const Inverted& wanted) {
  const std::uint8_t* const end = piece.data() + piece.size();
  const std::uint8_t* at = piece.data();
  while (static_cast<std::size_t>(end - at) >= wanted.size()) {
    at = static_cast<const std::uint8_t*>(
        std::memchr(at, wanted[0] ^ 0xff, static_cast<std::size_t>(end - at)));
    if (at == nullptr || static_cast<std::size_t>(end - at) < wanted.size()) return false;
    const bool same = std::equal(wanted.begin(), wanted.end(), at,
                                 [](std::uint8_t a, std::uint8_t b) { return a == (b ^ 0xffU); });
    if (same) return true;
    ++at;
  }
  return false;
}

// Reads pieces that overlap, into memory of its own that is wiped before the next.
std::string place_of(const Inverted& wanted) {
  const base::UniqueFd memory{::open("/proc/self/mem", O_RDONLY | O_CLOEXEC)};
  std::ifstream maps{"/proc/self/maps"};
  static std::array<std::uint8_t, kPieceBytes> piece;
  Inverted backwards = wanted;
  std::ranges::reverse(backwards);
  std::string found;
  for (std::string line; found.empty() && std::getline(maps, line);) {
    std::istringstream words{line};
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    char dash = 0;
    std::string rights;
    words >> std::hex >> from >> dash >> to >> rights;
    if (rights != "rw-p" || to - from > kMappingBytesMax) continue;
    for (std::uint64_t at = from; at < to; at += piece.size() - wanted.size()) {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), to - at));
      const ssize_t got = ::pread(memory.get(), piece.data(), size, static_cast<off_t>(at));
      if (got <= 0) continue;
      const base::ByteView read{piece.data(), static_cast<std::size_t>(got)};
      const bool here = holds_inverse(read, wanted) || holds_inverse(read, backwards);
      piece.fill(0);
      if (here) found = line;
    }
  }
  return found;
}

Inverted inverted(const HpkePrivateKey& key) {
  Inverted bytes{};
  const Secret scalar = key.to_secret();
  std::ranges::transform(scalar.reveal(), bytes.begin(),
                         [](std::uint8_t byte) { return static_cast<std::uint8_t>(~byte); });
  return bytes;
}

[[gnu::noinline]] Inverted seal_with_a_new_key(const HpkePublicKey& recipient) {
  const auto ephemeral = HpkePrivateKey::generate().value();
  EXPECT_TRUE(detail::hpke_seal_with(ephemeral, recipient, {}, {}, base::as_bytes("a key")));
  return inverted(ephemeral);
}

TEST(HpkeResidueTest, TheEphemeralKeyIsGoneOnceSomethingIsSealed) {
  const auto recipient = HpkePrivateKey::generate().value();
  for (int round = 0; round < 8; ++round) {
    EXPECT_EQ(place_of(seal_with_a_new_key(recipient.public_key())), "") << round;
  }
}

TEST(HpkeResidueTest, TheLookFindsAKeyThatIsThere) {
  const auto key = HpkePrivateKey::generate().value();
  EXPECT_NE(place_of(inverted(key)), "");
}

}  // namespace
}  // namespace crypto

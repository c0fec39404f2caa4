#include "appliance/keeper/recovery_text.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "crypto/hash/hmac.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using crypto::Secret;

constexpr std::string_view kLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kKeyBytes = crypto::kHpkePrivateKeyBytes;
constexpr std::size_t kRecoveryCheckBytes = 3;
constexpr std::size_t kLettersInKey = (kKeyBytes + kRecoveryCheckBytes) * 8 / 5;
constexpr std::size_t kGroup = 4;
static_assert((kKeyBytes + kRecoveryCheckBytes) * 8 % 5 == 0 && kLettersInKey % kGroup == 0);

// Key bytes, then what checks them. Keyed, so that the check tells nothing of use about the key.
Secret with_check_bytes(const Secret& key) {
  const auto check = crypto::hmac_sha256(key, base::as_bytes("custody recovery key v1"));
  Secret all{kKeyBytes + kRecoveryCheckBytes};
  const auto end = std::ranges::copy(key.reveal(), all.reveal_for_writing().begin()).out;
  std::copy_n(check.begin(), kRecoveryCheckBytes, end);
  return all;
}

std::size_t value_of(char letter) {
  if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  if (letter == 'O') letter = '0';
  if (letter == 'I' || letter == 'L') letter = '1';
  return kLetters.find(letter);
}

bool is_gap(char letter) {
  return std::string_view{" -\t\r\n"}.find(letter) != std::string_view::npos;
}

// Bit `index` of 5-bit letters, the first letter's highest bit first.
void set_bit(std::span<std::uint8_t> bytes, std::size_t index) {
  bytes[index / 8] = static_cast<std::uint8_t>(bytes[index / 8] | (0x80U >> (index % 8)));
}
bool bit(base::ByteView bytes, std::size_t index) {
  return (bytes[index / 8] & (0x80U >> (index % 8))) != 0;
}

}  // namespace

Secret format_recovery_key(const crypto::HpkePrivateKey& key) {
  const Secret all = with_check_bytes(key.to_secret());
  Secret text{kLettersInKey + kLettersInKey / kGroup - 1};
  auto out = text.reveal_for_writing().begin();
  for (std::size_t i = 0; i < kLettersInKey; ++i) {
    if (i > 0 && i % kGroup == 0) *out++ = '-';
    std::size_t value = 0;
    for (std::size_t b = 0; b < 5; ++b) value = value * 2 + (bit(all.reveal(), i * 5 + b) ? 1 : 0);
    *out++ = static_cast<std::uint8_t>(kLetters[value]);
  }
  return text;
}

base::Result<crypto::HpkePrivateKey> parse_recovery_key(const Secret& text) {
  if (text.size() > kRecoveryTextBytesMax) {
    return Error{ErrorKind::InvalidInput, "that is too long for a recovery key"};
  }
  Secret all{kKeyBytes + kRecoveryCheckBytes};
  std::size_t letters = 0;
  for (const char letter : base::as_text(text.reveal())) {
    if (is_gap(letter)) continue;
    const std::size_t value = value_of(letter);
    if (value == std::string_view::npos) {
      return Error{ErrorKind::InvalidInput,
                   "group " + std::to_string(letters / kGroup + 1) +
                       " of the recovery key has a character that is in none"};
    }
    for (std::size_t b = 0; b < 5 && letters < kLettersInKey; ++b) {
      if ((value & (0x10U >> b)) != 0) set_bit(all.reveal_for_writing(), letters * 5 + b);
    }
    ++letters;
  }
  if (letters != kLettersInKey) {
    return Error{ErrorKind::InvalidInput, "a recovery key has " + std::to_string(kLettersInKey) +
                                              " letters and digits; this one has " +
                                              std::to_string(letters)};
  }
  Secret key = Secret::copy_of(all.reveal().first(kKeyBytes));
  if (!crypto::equal_constant_time(with_check_bytes(key).reveal(), all.reveal())) {
    return Error{ErrorKind::InvalidInput, "the recovery key has a typing error"};
  }
  return crypto::HpkePrivateKey::from(std::move(key));
}

}  // namespace appliance

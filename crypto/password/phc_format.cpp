#include "crypto/password/phc_format.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "crypto/password/derive_key.h"

namespace crypto {
namespace {

constexpr std::string_view kArgon2idPrefix = "$argon2id$v=19$";
constexpr std::string_view kPbkdf2Prefix = "$pbkdf2-sha512$";

bool take_text(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

// `name`, then a decimal number as to_string() writes it.
std::optional<std::uint32_t> take_number(std::string_view& text, std::string_view name) {
  if (!take_text(text, name) || text.empty() ||
      (text.front() == '0' && text.size() > 1 && text[1] >= '0' && text[1] <= '9')) {
    return std::nullopt;
  }
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::optional<PasswordCost> take_cost(std::string_view& text) {
  if (take_text(text, kArgon2idPrefix)) {
    const auto memory = take_number(text, "m=");
    const auto passes = memory ? take_number(text, ",t=") : std::nullopt;
    const auto lanes = passes ? take_number(text, ",p=") : std::nullopt;
    if (!lanes) return std::nullopt;
    return Argon2idCost{.memory_kib = *memory, .passes = *passes, .lanes = *lanes};
  }
  if (take_text(text, kPbkdf2Prefix)) {
    const auto iterations = take_number(text, "i=");
    if (!iterations) return std::nullopt;
    return Pbkdf2Cost{.iterations = *iterations};
  }
  return std::nullopt;
}

base::Result<base::Bytes> from_unpadded_base64(std::string_view text) {
  if (text.find('=') != std::string_view::npos) {
    return base::Error{base::ErrorKind::InvalidInput, "padded base64"};
  }
  std::string padded{text};
  padded.append((4 - padded.size() % 4) % 4, '=');
  return base::from_base64(padded);
}

std::string to_unpadded_base64(base::ByteView bytes) {
  std::string text = base::base64(bytes);
  while (text.ends_with('=')) text.pop_back();
  return text;
}

bool size_within(std::size_t size, std::size_t min, std::size_t max) {
  return size >= min && size <= max;
}

}  // namespace

base::Result<PhcHash> parse_phc(std::string_view text) {
  const base::Error bad{base::ErrorKind::InvalidInput, "not a password hash"};
  if (text.size() > kPhcBytesMax) return bad;
  const auto cost = take_cost(text);
  if (!cost || !take_text(text, "$")) return bad;
  RETURN_IF_ERROR(check_cost(*cost));
  const std::size_t end_of_salt = text.find('$');
  if (end_of_salt == std::string_view::npos) return bad;
  auto salt = from_unpadded_base64(text.substr(0, end_of_salt));
  auto hash = from_unpadded_base64(text.substr(end_of_salt + 1));
  if (!salt || !hash || !size_within(salt->size(), kPasswordSaltBytesMin, kPasswordSaltBytesMax) ||
      !size_within(hash->size(), kDerivedKeyBytesMin, kDerivedKeyBytesMax)) {
    return bad;
  }
  return PhcHash{*cost, *std::move(salt), *std::move(hash)};
}

std::string format_phc(const PhcHash& hash) {
  std::string text;
  if (const auto* argon2 = std::get_if<Argon2idCost>(&hash.cost)) {
    text += kArgon2idPrefix;
    text += "m=" + std::to_string(argon2->memory_kib) + ",t=" + std::to_string(argon2->passes) +
            ",p=" + std::to_string(argon2->lanes);
  } else {
    text += kPbkdf2Prefix;
    text += "i=" + std::to_string(std::get<Pbkdf2Cost>(hash.cost).iterations);
  }
  return text + '$' + to_unpadded_base64(hash.salt) + '$' + to_unpadded_base64(hash.hash);
}

}  // namespace crypto

#include "crypto/otp/hotp.h"

#include <array>

#include "base/byte_order.h"
#include "crypto/hash/hmac.h"

namespace crypto {

std::string hotp(const Secret& key, std::uint64_t counter) {
  constexpr std::size_t kDigits = 6;
  constexpr std::uint32_t kBound = 1'000'000;
  base::ByteWriter message;
  message.put(counter);
  const Sha1Code code =
      hmac_sha1_for_one_time_passwords(key, base::Bytes{std::move(message).take()});
  const std::size_t offset = code.back() & 0x0fU;
  const std::uint32_t number = (std::uint32_t{code[offset]} & 0x7fU) << 24 |
                               std::uint32_t{code[offset + 1]} << 16 |
                               std::uint32_t{code[offset + 2]} << 8 | code[offset + 3];
  std::string digits = std::to_string(number % kBound);
  return std::string(kDigits - digits.size(), '0') + digits;
}

std::uint64_t totp_step_of(base::WallTime time) {
  const std::int64_t seconds = base::seconds_of(time);
  return seconds < 0 ? 0 : static_cast<std::uint64_t>(seconds / kTotpStep.count());
}

}  // namespace crypto

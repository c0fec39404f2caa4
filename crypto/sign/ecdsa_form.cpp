#include <openssl/bn.h>
#include <openssl/ecdsa.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/sign/signature.h"

namespace crypto {
namespace {

using base::ErrorKind;
using SignatureValue = Handle<ECDSA_SIG, ECDSA_SIG_free>;
using HalfNumber = Handle<BIGNUM, BN_free>;

// The orders of the groups (SP 800-186), most significant byte first.
constexpr std::array<std::uint8_t, 32> kOrderP256{
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};
constexpr std::array<std::uint8_t, 48> kOrderP384{
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf,
    0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73};

std::span<const std::uint8_t> order_of(KeyKind kind) {
  if (kind == KeyKind::EcP384) return kOrderP384;
  return kOrderP256;
}

base::Error malformed() {
  return {ErrorKind::Corrupt, "malformed ECDSA signature"};
}

bool is_in_range(base::ByteView half, KeyKind kind) {
  const bool zero = std::ranges::all_of(half, [](std::uint8_t byte) { return byte == 0; });
  return !zero && std::ranges::lexicographical_compare(half, order_of(kind));
}

base::Result<base::Bytes> encode_der(const ECDSA_SIG& value) {
  const int size = i2d_ECDSA_SIG(&value, nullptr);
  if (size <= 0) return openssl_error(ErrorKind::Unavailable, "ECDSA signature");
  base::Bytes der(static_cast<std::size_t>(size));
  unsigned char* end = der.data();
  i2d_ECDSA_SIG(&value, &end);
  return der;
}

}  // namespace

base::Result<base::Bytes> ecdsa_to_raw(KeyKind kind, base::ByteView der) {
  const CleanErrorQueue clean;
  if (!is_ec(kind)) return refusal("not an EC key");
  const std::size_t half_bytes = raw_signature_bytes(kind) / 2;
  if (der.size() > raw_signature_bytes(kind) + 16) return malformed();
  const unsigned char* at = der.data();
  const SignatureValue value{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
  if (!value) return malformed();
  // One encoding only: a second one would be a second signature nobody made.
  ASSIGN_OR_RETURN(const base::Bytes canonical, encode_der(*value));
  if (!std::ranges::equal(canonical, der)) return malformed();

  base::Bytes raw(2 * half_bytes);
  const base::ByteView halves{raw};
  const auto size = static_cast<int>(half_bytes);
  const BIGNUM* r = ECDSA_SIG_get0_r(value.get());
  const BIGNUM* s = ECDSA_SIG_get0_s(value.get());
  if (BN_is_negative(r) == 1 || BN_is_negative(s) == 1 ||
      BN_bn2binpad(r, raw.data(), size) != size ||
      BN_bn2binpad(s, raw.data() + half_bytes, size) != size ||
      !is_in_range(halves.first(half_bytes), kind) || !is_in_range(halves.last(half_bytes), kind)) {
    return malformed();
  }
  return raw;
}

base::Result<base::Bytes> ecdsa_from_raw(KeyKind kind, base::ByteView raw) {
  const CleanErrorQueue clean;
  if (!is_ec(kind)) return refusal("not an EC key");
  const std::size_t half_bytes = raw_signature_bytes(kind) / 2;
  if (raw.size() != 2 * half_bytes || !is_in_range(raw.first(half_bytes), kind) ||
      !is_in_range(raw.last(half_bytes), kind)) {
    return malformed();
  }
  const auto size = static_cast<int>(half_bytes);
  const SignatureValue value{ECDSA_SIG_new()};
  HalfNumber r{BN_bin2bn(raw.data(), size, nullptr)};
  HalfNumber s{BN_bin2bn(raw.data() + half_bytes, size, nullptr)};
  if (!value || !r || !s || ECDSA_SIG_set0(value.get(), r.get(), s.get()) != 1) {
    return openssl_error(ErrorKind::Unavailable, "ECDSA signature");
  }
  static_cast<void>(r.release());  // now owned by `value`
  static_cast<void>(s.release());
  return encode_der(*value);
}

}  // namespace crypto

// Times, integers, names and DER blobs of OpenSSL as values of ours. For .cpp files under crypto/
// only.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

struct asn1_string_st;
struct X509_name_st;

namespace crypto {

// The ends of what base::WallTime holds in whole years. A certificate "without expiry"
// (99991231235959Z, RFC 5280 section 4.1.2.5) ends at kLatestTime.
inline constexpr base::WallTime kEarliestTime =
    std::chrono::sys_days{std::chrono::year{1678} / 1 / 1};
inline constexpr base::WallTime kLatestTime =
    std::chrono::sys_days{std::chrono::year{2262} / 1 / 1} - std::chrono::seconds{1};

// Clamped to [kEarliestTime, kLatestTime].
base::Result<base::WallTime> read_asn1_time(const asn1_string_st& time);

// Inverse of read_asn1_time(), in whole seconds; kLatestTime becomes 99991231235959Z.
base::Result<void> set_asn1_time(asn1_string_st& out, base::WallTime time);

std::string hex_of_integer(const asn1_string_st& integer);  // "0a1b", "-01"; never empty

// RFC 2253 order and escapes, in UTF-8; ASCII with escapes where the encoding is broken.
std::string display_name(const X509_name_st& name);
std::string common_name_of(const X509_name_st& name);  // the last one; empty without

// What i2d_... writes. `write` is the function, `object` its argument.
template <typename T>
base::Result<base::Bytes> to_der_bytes(int (*write)(T*, unsigned char**), T* object) {
  const int size = write(object, nullptr);
  if (size <= 0) return base::Error{base::ErrorKind::InvalidInput, "object cannot be encoded"};
  base::Bytes der(static_cast<std::size_t>(size));
  unsigned char* end = der.data();
  write(object, &end);
  return der;
}

}  // namespace crypto

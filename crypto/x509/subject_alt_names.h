// The subject alternative names of a certificate: what it may be called by.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

struct stack_st_GENERAL_NAME;

namespace crypto {

inline constexpr std::size_t kAltNamesMax = 256;

struct SubjectAltNames {
  std::vector<std::string> dns{};  // "nvr.example", "*.example"
  std::vector<std::string> ip{};   // "192.0.2.1", "2001:db8::1"
  std::vector<std::string> uri{};
  std::vector<std::string> email{};

  bool empty() const { return size() == 0; }
  std::size_t size() const { return dns.size() + ip.size() + uri.size() + email.size(); }
  friend bool operator==(const SubjectAltNames&, const SubjectAltNames&) = default;
};

// For crypto/ only. The caller owns what make_alt_names() returns (GENERAL_NAMES_free).
base::Result<stack_st_GENERAL_NAME*> make_alt_names(const SubjectAltNames& names);

// Inverse of make_alt_names(); kinds of name we do not use are left out, and text that is not
// printable ASCII is never shown as a name.
SubjectAltNames read_alt_names(const stack_st_GENERAL_NAME& names);

}  // namespace crypto

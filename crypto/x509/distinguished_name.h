// A subject name as people fill it in: country, state, locality, organisation, unit, common name.
//
// Every field is optional UTF-8 text within the bounds of X.520 (R107), without control characters.
#pragma once

#include <string>

#include "base/result.h"

struct X509_name_st;

namespace crypto {

inline constexpr std::size_t kStateLettersMax = 128;
inline constexpr std::size_t kLocalityLettersMax = 128;
inline constexpr std::size_t kOrganizationLettersMax = 64;
inline constexpr std::size_t kUnitLettersMax = 64;
inline constexpr std::size_t kCommonNameLettersMax = 64;

struct DistinguishedName {
  std::string country{};  // two letters, ISO 3166
  std::string state{};
  std::string locality{};
  std::string organization{};
  std::string unit{};
  std::string common_name{};

  bool empty() const;
  friend bool operator==(const DistinguishedName&, const DistinguishedName&) = default;
};

// For crypto/ only. Appends `name` to the empty `out`, or says which field breaks its bound.
base::Result<void> fill_name(X509_name_st& out, const DistinguishedName& name);

}  // namespace crypto

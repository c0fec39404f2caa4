// Reads whom a row is about: "192.0.2.7", "192.0.2.0/24", "192.0.2.10-192.0.2.20", and the same in
// IPv6.
//
// Nothing is looked up and nothing guessed: numbers only, in full, within one family. An
// IPv4-mapped IPv6 address is that IPv4 address. A link-local address may name its interface
// ("fe80::1%eth0"), which is left out of account. Host bits are cleared, and said. Pure.
// Inverse: range_text(). Specification: docs/design/host-access.md.
#pragma once

#include <string>
#include <string_view>

#include "appliance/hosts/address_range.h"
#include "base/result.h"

namespace appliance {

inline constexpr std::size_t kSubjectBytesMax = 128;

struct ParsedSubject {
  AddressRange range;
  bool host_bits_set = false;  // "192.0.2.7/24": the network is meant
  bool zone_ignored = false;
};

// InvalidInput says what is wrong, in words for people and without repeating what was typed.
base::Result<ParsedSubject> parse_subject(std::string_view text);

// One address alone, a zone allowed: of somebody to be tried.
base::Result<Address> parse_address(std::string_view text);

// The shortest of the three forms.
std::string range_text(const AddressRange& range);

}  // namespace appliance

// Addresses of both families as sixteen bytes, IPv4 mapped into IPv6, and ranges of one family.
//
// Families never meet: an IPv6 range holds no IPv4 address, not even "::/0". Pure values.
// Text into ranges: subject_parser.h.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "web/http/message.h"

namespace appliance {

using Address = std::array<std::uint8_t, 16>;

enum class Family { V4, V6 };
inline constexpr std::array kFamilies{Family::V4, Family::V6};

Family family_of(const Address& address);
std::string address_text(const Address& address);  // "192.0.2.7", "2001:db8::1"

// The one after; nothing after the very last.
std::optional<Address> address_after(const Address& address);

struct AddressRange {
  Address first{};
  Address last{};  // inside

  Family family() const { return family_of(first); }
  bool holds(const Address& address) const {
    return family_of(address) == family() && first <= address && address <= last;
  }
  bool operator==(const AddressRange&) const = default;
};

// 127.0.0.1 and ::1, exactly: who sits at the machine itself.
bool is_console(const Address& address);

}  // namespace appliance

#include "appliance/hosts/address_range.h"

namespace appliance {
namespace {

constexpr Address kConsoleV4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1};
constexpr Address kConsoleV6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

}  // namespace

Family family_of(const Address& address) {
  return http::Peer{.address = address}.is_ipv4() ? Family::V4 : Family::V6;
}

std::string address_text(const Address& address) {
  return http::Peer{.address = address}.text();
}

std::optional<Address> address_after(const Address& address) {
  Address next = address;
  for (std::size_t i = next.size(); i > 0; --i) {
    if (++next[i - 1] != 0) return next;
  }
  return std::nullopt;
}

bool is_console(const Address& address) {
  return address == kConsoleV4 || address == kConsoleV6;
}

}  // namespace appliance

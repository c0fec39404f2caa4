// Reads the kernel's tables of sockets, /proc/net/tcp and its like, for those that anybody may send
// to: TCP that listens, UDP that is connected to nobody. Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>
#include <vector>

#include "appliance/hosts/address_range.h"
#include "base/result.h"

namespace appliance {

enum class Transport : std::uint8_t { Tcp, Udp };

struct OpenSocket {
  Transport transport = Transport::Tcp;
  Address address{};  // all zeros but IPv4's mark: every address of that family
  std::uint16_t port = 0;

  auto operator<=>(const OpenSocket&) const = default;
};

// The table as the kernel writes it on this machine, heading included. Corrupt: a line that is
// none.
base::Result<std::vector<OpenSocket>> parse_socket_table(std::string_view text,
                                                         Transport transport);

}  // namespace appliance

#include "appliance/exposure/socket_table_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

namespace appliance {
namespace {

constexpr std::string_view kTcpListens = "0A";
constexpr std::string_view kUdpToNobody = "07";
constexpr std::size_t kWordDigits = 8;

// The next word of a line, which is taken from it.
std::string_view word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const std::string_view found = line.substr(0, line.find(' '));
  line.remove_prefix(found.size());
  return found;
}

template <typename Number>
std::optional<Number> hexadecimal(std::string_view digits) {
  Number number{};
  const char* const begin = digits.data();
  const char* const end = begin + digits.size();
  const auto read = std::from_chars(begin, end, number, 16);
  if (digits.size() != 2 * sizeof(Number) || read.ec != std::errc{} || read.ptr != end) return {};
  return number;
}

// Words of 32 bits in this machine's order hold an address in the network's.
std::optional<Address> address_of(std::string_view digits) {
  Address address{};
  std::size_t at = 0;
  if (digits.size() == kWordDigits) {
    address[10] = address[11] = 0xff;
    at = 12;
  } else if (digits.size() != 4 * kWordDigits) {
    return std::nullopt;
  }
  for (; at < address.size(); at += sizeof(std::uint32_t)) {
    const auto bits = hexadecimal<std::uint32_t>(digits.substr(0, kWordDigits));
    if (!bits) return std::nullopt;
    std::memcpy(&address[at], &*bits, sizeof(*bits));
    digits.remove_prefix(kWordDigits);
  }
  return address;
}

}  // namespace

base::Result<std::vector<OpenSocket>> parse_socket_table(std::string_view text,
                                                         Transport transport) {
  const std::string_view open = transport == Transport::Tcp ? kTcpListens : kUdpToNobody;
  std::vector<OpenSocket> sockets;
  for (bool heading = true; !text.empty(); heading = false) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (heading) continue;
    (void)word(line);  // its number
    const std::string_view local = word(line);
    (void)word(line);  // whom it is connected to
    if (word(line) != open) continue;
    const std::size_t colon = std::min(local.find(':'), local.size());
    const auto address = address_of(local.substr(0, colon));
    const auto port = hexadecimal<std::uint16_t>(local.substr(std::min(colon + 1, local.size())));
    if (!address || !port) {
      return base::Error{base::ErrorKind::Corrupt, "a line of the kernel's sockets is not one"};
    }
    sockets.push_back({transport, *address, *port});
  }
  return sockets;
}

}  // namespace appliance

// Any table: an error, or sockets that can be told.
#include "appliance/exposure/socket_table_parser.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(socket_table_parser_fuzz)(base::ByteView input) {
  for (const auto transport : {appliance::Transport::Tcp, appliance::Transport::Udp}) {
    const auto sockets = appliance::parse_socket_table(base::as_text(input), transport);
    if (!sockets) continue;
    for (const auto& socket : *sockets) {
      if (socket.transport != transport || appliance::address_text(socket.address).empty()) {
        __builtin_trap();
      }
    }
  }
}

// Goal: of the kernel's tables exactly those sockets are told that anybody may send to. Method:
// lines as a Linux kernel writes them on a little-endian machine, which all of ours are.
#include "appliance/exposure/socket_table_parser.h"

#include <gtest/gtest.h>

namespace appliance {
namespace {

constexpr std::string_view kHeading =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n";

std::string table(std::string_view lines) {
  return std::string{kHeading} + std::string{lines};
}

std::string line_of(std::string_view local, std::string_view state) {
  return "   0: " + std::string{local} + " 00000000:0000 " + std::string{state} +
         " 00000000:00000000 00:00000000 00000000     0        0 12345 1 0 100 0 0 10 0\n";
}

TEST(SocketTableParserTest, ListenersAreToldWithTheirAddress) {
  const auto read =
      parse_socket_table(table(line_of("0100007F:20FB", "0A") + line_of("00000000:01BB", "0A") +
                               line_of("00000000000000000000000000000000:01BB", "0A") +
                               line_of("B80D0120000000000000000001000000:0016", "0A")),
                         Transport::Tcp);
  ASSERT_TRUE(read) << read.error().message;
  std::vector<std::string> told;
  for (const OpenSocket& socket : *read) {
    told.push_back(address_text(socket.address) + " " + std::to_string(socket.port));
  }
  EXPECT_EQ(told, (std::vector<std::string>{"127.0.0.1 8443", "0.0.0.0 443", ":: 443",
                                            "2001:db8::1 22"}));
}

TEST(SocketTableParserTest, ConnectionsAreLeftOut) {
  const std::string lines = line_of("0100007F:20FB", "01") + line_of("0100007F:20FB", "06");
  EXPECT_TRUE(parse_socket_table(table(lines), Transport::Tcp)->empty());
}

TEST(SocketTableParserTest, UdpIsOpenWhenItIsConnectedToNobody) {
  const std::string lines = line_of("00000000:00A1", "07") + line_of("00000000:00A2", "01");
  const auto read = parse_socket_table(table(lines), Transport::Udp);
  ASSERT_EQ(read->size(), 1U);
  EXPECT_EQ(read->front().port, 161);
  EXPECT_EQ(read->front().transport, Transport::Udp);
}

TEST(SocketTableParserTest, NothingIsNoSocket) {
  EXPECT_TRUE(parse_socket_table("", Transport::Tcp)->empty());
  EXPECT_TRUE(parse_socket_table(kHeading, Transport::Tcp)->empty());
}

TEST(SocketTableParserTest, WhatIsNoLineIsAnError) {
  for (const char* local :
       {"0100007F", "0100007F:", "0100007F:1F9", "0100007F:1F900", "0100007:1F90", "0100007G:1F90",
        ":1F90", "+100007F:1F90", "0100007F0100007F:1F90"}) {
    EXPECT_FALSE(parse_socket_table(table(line_of(local, "0A")), Transport::Tcp)) << local;
  }
}

}  // namespace
}  // namespace appliance

// Goal: every open socket of the machine is told, ours with their service and last use (R078).
// Method: tables in a memory file system; then the kernel's own, in which a socket of this test is.
#include "appliance/exposure/exposure.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>

#include "base/real_file_system.h"
#include "base/unique_fd.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_file_system.h"

namespace appliance {
namespace {

std::string line(std::string_view local, std::string_view state) {
  return "   0: " + std::string{local} + " 00000000:0000 " + std::string{state} + " 0 0 0 0\n";
}

class ExposureTest : public testing::Test {
 protected:
  ExposureTest() { (void)base::make_directories(files_, "/net", base::Access::Private); }
  void put(const std::string& name, const std::string& lines) {
    const std::string text = "heading\n" + lines;
    ASSERT_TRUE(base::write_file_atomically(files_, "/net/" + name, base::as_bytes(text),
                                            base::Access::Private));
  }

  test_support::MemoryFileSystem files_;
  test_support::ManualClock clock_;
  Exposure exposure_{files_, clock_, "/net"};
};

TEST_F(ExposureTest, OursAreExplainedAndOthersAreToldAllTheSame) {
  put("tcp", line("0100007F:20FB", "0A") + line("00000000:0016", "0A"));
  put("udp", line("00000000:00A1", "07"));
  bool lets_in = false;
  const auto gate = exposure_.watch("https", [&](const http::Peer&) { return lets_in; });
  exposure_.locate("https", [] { return std::vector<http::Endpoint>{{"127.0.0.1", 8443}}; });

  EXPECT_FALSE(gate({}));
  auto told = exposure_.list();
  ASSERT_TRUE(told) << told.error().message;
  ASSERT_EQ(told->size(), 3U);
  EXPECT_EQ((*told)[0].socket.port, 22);
  EXPECT_EQ((*told)[0].service, "");
  EXPECT_EQ((*told)[1].socket.transport, Transport::Udp);
  EXPECT_EQ((*told)[2].service, "https");
  EXPECT_EQ((*told)[2].last_used, std::nullopt);

  lets_in = true;
  EXPECT_TRUE(gate({}));
  told = exposure_.list();
  EXPECT_EQ((*told)[2].last_used, clock_.wall());
}

TEST_F(ExposureTest, AListenerThatIsClosedIsNotTold) {
  put("tcp", "");
  put("udp", "");
  exposure_.locate("https", [] { return std::vector<http::Endpoint>{{"127.0.0.1", 8443}}; });
  EXPECT_TRUE(exposure_.list()->empty());
}

TEST_F(ExposureTest, WithoutTheKernelsTableNothingIsSaidToBeClosed) {
  put("tcp", "");
  EXPECT_FALSE(exposure_.list());
  put("udp", "");
  EXPECT_TRUE(exposure_.list());  // a kernel without IPv6
  put("tcp6", "nonsense 0 0 0A\n");
  EXPECT_FALSE(exposure_.list());
}

TEST(ExposureOfThisMachineTest, ASocketThatListensIsFound) {
  const base::UniqueFd listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  ::sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<::sockaddr*>(&address);
  ASSERT_EQ(::bind(listener.get(), generic, size), 0);
  ASSERT_EQ(::listen(listener.get(), 1), 0);
  ASSERT_EQ(::getsockname(listener.get(), generic, &size), 0);
  base::RealFileSystem files;
  const base::RealClock clock;
  const auto told = Exposure{files, clock}.list();
  ASSERT_TRUE(told) << told.error().message;
  EXPECT_TRUE(std::ranges::any_of(*told, [&](const ExposedSocket& each) {
    return each.socket.port == ntohs(address.sin_port) &&
           address_text(each.socket.address) == "127.0.0.1";
  }));
}

}  // namespace
}  // namespace appliance

// Two network namespaces of a test's own, joined by a cable: ours, in which everything started from
// now on runs, and a peer's. Gone with the test; the machine's own network is never touched.
//
// Needs root. Belongs to the thread that made it; threads and programs started later live in ours.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/unique_fd.h"
#include "tests/support/run_program.h"

namespace test_support {

class TwoHosts {
 public:
  static constexpr const char* kOurs4 = "10.77.0.1";
  static constexpr const char* kOurs6 = "fd77::1";

  TwoHosts() : outside_{here()} {
    enter_new();
    ours_ = here();
    enter_new();
    peers_ = here();
    enter(ours_);
    ip({"link", "add", "cable", "type", "veth", "peer", "name", "far"});
    ip({"link", "set", "far", "netns",
        "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(peers_.get())});
    set_up("cable", {"10.77.0.1/24", "fd77::1/64"});
    enter(peers_);
    set_up("far", {"10.77.0.2/24", "10.77.0.3/24", "fd77::2/64", "fd77::3/64"});
    enter(ours_);
  }
  ~TwoHosts() { enter(outside_); }
  TwoHosts(const TwoHosts&) = delete;
  TwoHosts& operator=(const TwoHosts&) = delete;

  struct Attempt {
    base::UniqueFd socket{};  // connected, or invalid
    int error = 0;            // why not
  };

  // From one of the peer's addresses, "10.77.0.2" or "fd77::2", to us.
  Attempt connect(const std::string& from, std::uint16_t port) const {
    const bool v6 = from.find(':') != std::string::npos;
    enter(peers_);
    base::UniqueFd socket{::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    enter(ours_);
    const bool bound = reach(socket, from, 0, ::bind);
    if (!bound || !reach(socket, v6 ? kOurs6 : kOurs4, port, ::connect)) return {{}, errno};
    return {std::move(socket), 0};
  }

 private:
  static base::UniqueFd here() {
    return base::UniqueFd{::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)};
  }
  static void enter_new() {
    if (::unshare(CLONE_NEWNET) != 0) throw std::runtime_error{"no network namespace; not root?"};
  }
  static void enter(const base::UniqueFd& space) {
    if (::setns(space.get(), CLONE_NEWNET) != 0) throw std::runtime_error{"setns"};
  }
  static void ip(std::vector<std::string> words) {
    words.insert(words.begin(), "/usr/sbin/ip");
    const auto ended = run_program(words);
    if (ended.status != 0) throw std::runtime_error{"ip: " + ended.err};
  }
  static void set_up(const std::string& link, const std::vector<std::string>& addresses) {
    ip({"link", "set", "lo", "up"});
    ip({"link", "set", link, "up"});
    for (const std::string& address : addresses) {
      std::vector<std::string> words{"address", "add", address, "dev", link};
      // Usable at once, because nobody else can have it.
      if (address.find(':') != std::string::npos) words.emplace_back("nodad");
      ip(words);
    }
  }
  template <typename Call>
  static bool reach(const base::UniqueFd& socket, const std::string& text, std::uint16_t port,
                    const Call& call) {
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
      v4.sin_family = AF_INET;
      v4.sin_port = htons(port);
      return call(socket.get(), reinterpret_cast<const sockaddr*>(&v4), sizeof v4) == 0;
    }
    ::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    return call(socket.get(), reinterpret_cast<const sockaddr*>(&v6), sizeof v6) == 0;
  }

  base::UniqueFd outside_;
  base::UniqueFd ours_;
  base::UniqueFd peers_;
};

}  // namespace test_support

#include "tests/support/software_tpm.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bit>
#include <cstdlib>
#include <stdexcept>
#include <vector>

#include "base/unique_fd.h"
#include "tests/support/run_program.h"

namespace test_support {
namespace {

constexpr const char* kOtherMeasurement =
    "0101010101010101010101010101010101010101010101010101010101010101";

sockaddr_in loopback(unsigned short port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// Empty when the port is taken.
base::UniqueFd hold(unsigned short port) {
  base::UniqueFd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const sockaddr_in address = loopback(port);
  const auto* const any = std::bit_cast<const sockaddr*>(&address);
  if (::bind(fd.get(), any, sizeof address) != 0) return {};
  return fd;
}

// One of two free ports side by side: the client expects the control channel on the next.
unsigned short find_free_pair() {
  for (int tries = 0; tries < 100; ++tries) {
    const base::UniqueFd first = hold(0);
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(first.get(), std::bit_cast<sockaddr*>(&address), &size);
    const unsigned short port = ntohs(address.sin_port);
    if (port < 65535 && hold(static_cast<unsigned short>(port + 1))) return port;
  }
  throw std::runtime_error{"no two free ports side by side"};
}

bool accepts(unsigned short port) {
  const base::UniqueFd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const sockaddr_in address = loopback(port);
  const auto* const any = std::bit_cast<const sockaddr*>(&address);
  return ::connect(fd.get(), any, sizeof address) == 0;
}

}  // namespace

SoftwareTpm::SoftwareTpm() {
  ::setenv("TSS2_LOG", "all+NONE", 1);  // the library writes each refusal to stderr
  start();
}

SoftwareTpm::~SoftwareTpm() {
  stop();
}

std::string SoftwareTpm::where() const {
  return "swtpm:host=127.0.0.1,port=" + std::to_string(port_);
}

// Somebody else may take a port before it does; then it ends, and is given others.
void SoftwareTpm::start() {
  for (int tries = 0; tries < 20; ++tries) {
    port_ = find_free_pair();
    const auto next = static_cast<unsigned short>(port_ + 1);
    std::vector<std::string> words{"/usr/bin/swtpm",
                                   "socket",
                                   "--tpm2",
                                   "--tpmstate",
                                   "dir=" + state_.path(),
                                   "--server",
                                   "type=tcp,port=" + std::to_string(port_),
                                   "--ctrl",
                                   "type=tcp,port=" + std::to_string(next),
                                   "--flags",
                                   "not-need-init,startup-clear",
                                   "--log",
                                   "file=" + state_.path() + "/log"};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    process_ = ::fork();
    if (process_ == 0) {
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    while (::waitpid(process_, nullptr, WNOHANG) == 0) {
      if (accepts(next) && accepts(port_)) return;
      ::usleep(5000);
    }
    process_ = -1;
  }
  throw std::runtime_error{"swtpm does not start"};
}

void SoftwareTpm::stop() {
  if (process_ <= 0) return;
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

void SoftwareTpm::restart() {
  stop();
  start();
}

void SoftwareTpm::tool(std::initializer_list<std::string> command) const {
  std::vector<std::string> words{command};
  words.insert(words.begin() + 1, {"-T", where()});
  words.front() = "/usr/bin/" + words.front();
  const Ended ended = run_program(words);
  if (ended.status != 0) throw std::runtime_error{words.front() + ": " + ended.err};
}

void SoftwareTpm::measure_something_else() {
  tool({"tpm2_pcrextend", std::string{"7:sha256="} + kOtherMeasurement});
}

void SoftwareTpm::allow_wrong_pins(unsigned count) {
  tool({"tpm2_dictionarylockout", "--setup-parameters", "--max-tries=" + std::to_string(count),
        "--recovery-time=3600", "--lockout-recovery-time=3600"});
}

void SoftwareTpm::clear() {
  tool({"tpm2_clear", "-c", "lockout"});
}

}  // namespace test_support

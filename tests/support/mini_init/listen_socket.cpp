#include "tests/support/mini_init/listen_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <charconv>
#include <cstring>
#include <filesystem>

namespace mini_init {
namespace {

using base::Error;
using base::ErrorKind;
using base::Result;

constexpr int kBacklog = 128;

Error failed(const std::string& address, const char* what) {
  return {ErrorKind::Unavailable,
          "cannot " + std::string{what} + " " + address + ": " + std::strerror(errno)};
}

Result<base::UniqueFd> bind_path(const ListenSocket& wanted) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (wanted.address.size() >= sizeof address.sun_path) {
    return Error{ErrorKind::InvalidInput, "socket path too long: " + wanted.address};
  }
  std::memcpy(address.sun_path, wanted.address.data(), wanted.address.size());
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path{wanted.address}.parent_path(), ignored);
  std::filesystem::remove(wanted.address, ignored);

  base::UniqueFd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!fd || ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::chmod(wanted.address.c_str(), wanted.mode) != 0) {
    return failed(wanted.address, "bind");
  }
  return fd;
}

Result<base::UniqueFd> bind_tcp(const std::string& text, std::string& actual) {
  const auto colon = text.rfind(':');
  const std::string host = colon == std::string::npos ? "127.0.0.1" : text.substr(0, colon);
  const std::string digits = colon == std::string::npos ? text : text.substr(colon + 1);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  std::uint16_t port = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (failure != std::errc{} || end != digits.data() + digits.size() ||
      ::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1 || !host.starts_with("127.")) {
    return Error{ErrorKind::InvalidInput, "'" + text + "' is no path and no loopback HOST:PORT"};
  }
  address.sin_port = htons(port);

  base::UniqueFd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  const int on = 1;
  socklen_t length = sizeof address;
  if (!fd || ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    return failed(text, "bind");
  }
  actual = host + ":" + std::to_string(ntohs(address.sin_port));
  return fd;
}

}  // namespace

Result<BoundSocket> bind_socket(const ListenSocket& wanted) {
  BoundSocket bound{.name = wanted.name,
                    .address = wanted.address,
                    .fd = {},
                    .remove_on_stop = wanted.remove_on_stop};
  if (wanted.address.starts_with('/')) {
    ASSIGN_OR_RETURN(bound.fd, bind_path(wanted));
  } else {
    ASSIGN_OR_RETURN(bound.fd, bind_tcp(wanted.address, bound.address));
  }
  if (::listen(bound.fd.get(), kBacklog) != 0) return failed(wanted.address, "listen on");
  return bound;
}

}  // namespace mini_init

#include "web/http/io/listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

namespace http {
namespace {

namespace asio = boost::asio;

// While no descriptor is free the kernel's queue holds whoever waits.
constexpr std::chrono::milliseconds kPauseWhenFull{200};
constexpr int kAcceptsPerTurn = 32;  // then timers and open connections get theirs
constexpr int kBacklog = 256;

struct Address {
  sockaddr_storage storage{};
  socklen_t length = sizeof(sockaddr_storage);

  sockaddr* native() { return reinterpret_cast<sockaddr*>(&storage); }
};

base::Result<Address> to_address(const Endpoint& endpoint) {
  Address address;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  if (::inet_pton(AF_INET, endpoint.address.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(endpoint.port);
    address.length = sizeof(sockaddr_in);
  } else if (::inet_pton(AF_INET6, endpoint.address.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(endpoint.port);
    address.length = sizeof(sockaddr_in6);
  } else {
    return base::Error{base::ErrorKind::InvalidInput, "listen address is no IP address"};
  }
  return address;
}

Peer to_peer(const Address& address) {
  Peer peer;
  if (address.storage.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address.storage, sizeof v6);
    std::memcpy(peer.address.data(), &v6.sin6_addr, 16);
    peer.port = ntohs(v6.sin6_port);
  } else {
    sockaddr_in v4{};
    std::memcpy(&v4, &address.storage, sizeof v4);
    peer.address[10] = peer.address[11] = 0xff;
    std::memcpy(peer.address.data() + 12, &v4.sin_addr, 4);
    peer.port = ntohs(v4.sin_port);
  }
  return peer;
}

base::Error io_error(const std::string& what, int error) {
  return {base::ErrorKind::Io, what + ": " + std::strerror(error)};
}

bool is_resource_shortage(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

base::Result<base::UniqueFd> open_listening_socket(const Endpoint& endpoint) {
  ASSIGN_OR_RETURN(Address address, to_address(endpoint));
  base::UniqueFd fd{
      ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP)};
  if (!fd) return io_error("socket", errno);
  const int on = 1;
  const bool v6 = address.storage.ss_family == AF_INET6;
  if (::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      (v6 && ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0)) {
    return io_error("setsockopt", errno);
  }
  if (::bind(fd.get(), address.native(), address.length) != 0 ||
      ::listen(fd.get(), kBacklog) != 0) {
    const int error = errno;
    const std::string where = endpoint.address + " port " + std::to_string(endpoint.port);
    return io_error("cannot listen on " + where, error);
  }
  return fd;
}

base::Result<Endpoint> local_endpoint(int fd) {
  Address address;
  if (::getsockname(fd, address.native(), &address.length) != 0)
    return io_error("getsockname", errno);
  if (address.storage.ss_family != AF_INET && address.storage.ss_family != AF_INET6) {
    return base::Error{base::ErrorKind::InvalidInput, "inherited socket is not TCP"};
  }
  const Peer self = to_peer(address);
  return Endpoint{self.text(), self.port};
}

struct Listener::State : std::enable_shared_from_this<Listener::State> {
  State(Reactor& reactor, int fd, Accepted on_accepted)
      : descriptor{reactor.native(), fd}, pause{reactor}, accepted{std::move(on_accepted)} {}

  void wait() {
    descriptor.async_wait(asio::posix::descriptor_base::wait_read,
                          [self = shared_from_this()](const boost::system::error_code& error) {
                            if (!error && !self->closed) self->accept_waiting();
                          });
  }

  void accept_waiting() {
    for (int i = 0; i < kAcceptsPerTurn && !closed; ++i) {
      Address address;
      base::UniqueFd fd{::accept4(descriptor.native_handle(), address.native(), &address.length,
                                  SOCK_CLOEXEC | SOCK_NONBLOCK)};
      if (!fd && is_resource_shortage(errno)) {
        pause.start(kPauseWhenFull, [this] { wait(); });
        return;
      }
      if (!fd && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
      if (fd) accepted(std::move(fd), to_peer(address));
    }
    if (!closed) wait();
  }

  asio::posix::basic_stream_descriptor<asio::io_context::executor_type> descriptor;
  Timer pause;
  Accepted accepted;
  bool closed = false;
};

Listener::Listener(Reactor& reactor, base::UniqueFd fd, Accepted accepted)
    : state_{std::make_shared<State>(reactor, fd.release(), std::move(accepted))} {
  boost::system::error_code ignored;
  state_->descriptor.non_blocking(true, ignored);  // an inherited one may not be
}

Listener::~Listener() {
  close();
}

void Listener::start() {
  state_->wait();
}

void Listener::close() {
  state_->closed = true;
  state_->pause.cancel();
  boost::system::error_code ignored;
  state_->descriptor.close(ignored);
}

}  // namespace http

#include "tests/support/mini_init/notify_socket.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstddef>
#include <cstring>

namespace mini_init {
namespace {

constexpr std::size_t kMessageBytesMax = 4096;

NotifySocket::Message parse(std::string_view text) {
  NotifySocket::Message message;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    message.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return message;
}

// The kernel's word for who sent a message; 0 when there is none.
pid_t sender_of(msghdr& header) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_CREDENTIALS) continue;
    ucred credentials{};
    std::memcpy(&credentials, CMSG_DATA(part), sizeof credentials);
    return credentials.pid;
  }
  return 0;
}

}  // namespace

base::Result<NotifySocket> NotifySocket::open() {
  const base::Error failed{base::ErrorKind::Unavailable, "cannot make a notify socket"};
  NotifySocket notify;
  notify.socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const int on = 1;
  // A bind to a family alone gives a free abstract name.
  if (!notify.socket_ || ::setsockopt(notify.fd(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0 ||
      ::bind(notify.fd(), reinterpret_cast<sockaddr*>(&address), sizeof(sa_family_t)) != 0) {
    return failed;
  }
  socklen_t length = sizeof address;
  if (::getsockname(notify.fd(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    return failed;
  }
  const std::size_t name_bytes = length - offsetof(sockaddr_un, sun_path);
  notify.address_ = "@" + std::string{&address.sun_path[1], name_bytes - 1};
  return notify;
}

std::vector<NotifySocket::Message> NotifySocket::receive(pid_t sender) const {
  std::vector<Message> messages;
  for (;;) {
    std::array<char, kMessageBytesMax> text{};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> control{};
    iovec part{.iov_base = text.data(), .iov_len = text.size()};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const auto got = ::recvmsg(fd(), &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (got < 0) return messages;
    if (sender_of(header) != sender) continue;
    messages.push_back(parse({text.data(), static_cast<std::size_t>(got)}));
  }
}

}  // namespace mini_init

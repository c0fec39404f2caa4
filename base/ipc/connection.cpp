#include "base/ipc/connection.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace base::ipc {
namespace {

constexpr std::size_t kReadBytes = std::size_t{64} << 10;
constexpr std::size_t kDescriptorsEver = 253;  // SCM_MAX_FD: what the kernel passes at once

// Aligned as the kernel's headers within it need.
struct alignas(cmsghdr) ControlBuffer {
  std::array<std::byte, CMSG_SPACE(kDescriptorsEver * sizeof(int))> bytes{};
};

Error io_error(const char* what, int code) {
  return {ErrorKind::Io, std::string{what} + ": " + std::generic_category().message(code)};
}

bool would_block(int code) {
  return code == EAGAIN || code == EWOULDBLOCK || code == EINTR;
}

std::vector<UniqueFd> take_descriptors(msghdr& header) {
  std::vector<UniqueFd> taken;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(part) + i * sizeof(int), sizeof fd);
      taken.emplace_back(fd);
    }
  }
  return taken;
}

void put_descriptors(msghdr& header, ControlBuffer& control,
                     const std::vector<UniqueFd>& descriptors) {
  header.msg_control = control.bytes.data();
  header.msg_controllen = CMSG_SPACE(descriptors.size() * sizeof(int));
  cmsghdr* part = CMSG_FIRSTHDR(&header);
  part->cmsg_level = SOL_SOCKET;
  part->cmsg_type = SCM_RIGHTS;
  part->cmsg_len = CMSG_LEN(descriptors.size() * sizeof(int));
  for (std::size_t i = 0; i < descriptors.size(); ++i) {
    const int fd = descriptors[i].get();
    std::memcpy(CMSG_DATA(part) + i * sizeof(int), &fd, sizeof fd);
  }
}

}  // namespace

Result<PeerCredentials> peer_credentials(int socket) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
    return io_error("peer credentials", errno);
  }
  return PeerCredentials{credentials.uid, credentials.gid, credentials.pid};
}

Connection::Connection(UniqueFd socket, const Options& options)
    : socket_{std::move(socket)}, options_{options}, decoder_{options.limits} {
  assert(options_.limits.descriptors_max <= kDescriptorsEver);
  const int flags = ::fcntl(fd(), F_GETFL);
  assert(flags >= 0);
  (void)::fcntl(fd(), F_SETFL, flags | O_NONBLOCK);
  (void)::fcntl(fd(), F_SETFD, FD_CLOEXEC);
}

Connection::~Connection() {
  while (!queue_.empty()) drop(queue_.begin());
}

Result<void> Connection::send(Message&& message) {
  ASSIGN_OR_RETURN(Bytes head, encode_head(message, options_.limits));
  const std::size_t size = head.size() + message.payload.body.size();
  const bool fits =
      queue_.size() < options_.queue_messages_max &&
      size <= options_.queue_bytes_max - std::min(queue_bytes_, options_.queue_bytes_max);
  if (sent_last_ || (!fits && !queue_.empty())) {
    return Error{ErrorKind::Unavailable, "outgoing queue is full"};
  }
  enqueue(std::move(message), std::move(head));
  // A write that fails means the peer is gone; what it said before is still there to be read, and
  // the end comes after it.
  if (queue_.size() == 1) (void)on_writable();
  return {};
}

void Connection::send_last(Message message) {
  auto head = encode_head(message, options_.limits);
  assert(head);
  while (!queue_.empty() && queue_.back().sent == 0) drop(std::prev(queue_.end()));
  enqueue(std::move(message), *std::move(head));
  sent_last_ = true;
  if (queue_.size() == 1) (void)on_writable();
}

bool Connection::is_congested() const {
  return queue_bytes_ > options_.queue_bytes_max / 2 ||
         queue_.size() > options_.queue_messages_max / 2;
}

Connection::Received Connection::on_readable() {
  std::array<std::uint8_t, kReadBytes> buffer;
  ControlBuffer control;
  iovec part{buffer.data(), buffer.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.bytes.data();
  header.msg_controllen = control.bytes.size();

  const ssize_t count = ::recvmsg(fd(), &header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (count < 0) {
    if (would_block(errno)) return {};
    if (errno == ECONNRESET) return {.end = Error{ErrorKind::Unavailable, "peer is gone"}};
    return {.end = io_error("receive", errno)};
  }
  std::vector<UniqueFd> descriptors = take_descriptors(header);
  if (count == 0) {
    if (decoder_.between_frames()) return {.end = Error{ErrorKind::Unavailable, "peer closed"}};
    return {.end = Error{ErrorKind::Corrupt, "stream was cut within a message"}};
  }
  if ((header.msg_flags & MSG_CTRUNC) != 0) {
    return {.end = Error{ErrorKind::Io, "descriptors were lost: this process may hold no more"}};
  }
  const auto bytes = static_cast<std::size_t>(count);
  const auto fed = decoder_.feed({buffer.data(), bytes}, std::move(descriptors));
  explicit_bzero(buffer.data(), bytes);
  Received received;
  while (auto message = decoder_.next()) received.messages.push_back(*std::move(message));
  if (!fed) received.end = fed.error();
  return received;
}

Result<void> Connection::on_writable() {
  while (!queue_.empty()) {
    Outgoing& front = queue_.front();
    ASSIGN_OR_RETURN(const bool progress, write_some(front));
    if (!progress) return {};
    if (front.sent == front.size()) drop(queue_.begin());
  }
  return {};
}

// One message per write: the kernel ties descriptors to the first byte of a write, and the other
// side relies on that byte being the first of their frame.
Result<bool> Connection::write_some(Outgoing& out) {
  const std::size_t head_sent = std::min(out.sent, out.head.size());
  const std::size_t body_sent = out.sent - head_sent;
  std::array<iovec, 2> parts{{{out.head.data() + head_sent, out.head.size() - head_sent},
                              {out.body.data() + body_sent, out.body.size() - body_sent}}};
  ControlBuffer control;
  msghdr header{};
  header.msg_iov = parts.data();
  header.msg_iovlen = parts.size();
  if (out.sent == 0 && !out.descriptors.empty()) put_descriptors(header, control, out.descriptors);

  const ssize_t count = ::sendmsg(fd(), &header, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (count < 0) {
    if (would_block(errno)) return false;
    if (errno == EPIPE || errno == ECONNRESET) {
      return Error{ErrorKind::Unavailable, "peer is gone"};
    }
    return io_error("send", errno);
  }
  out.sent += static_cast<std::size_t>(count);
  out.descriptors.clear();
  return true;
}

void Connection::enqueue(Message&& message, Bytes head) {
  queue_.push_back({.head = std::move(head),
                    .body = std::move(message.payload.body),
                    .descriptors = std::move(message.payload.descriptors)});
  queue_bytes_ += queue_.back().size();
}

void Connection::drop(std::deque<Outgoing>::iterator which) {
  queue_bytes_ -= which->size();
  wipe(which->body);
  queue_.erase(which);
}

}  // namespace base::ipc

#include "base/process/service_manager.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace base {
namespace {

constexpr int kFirstListenFd = 3;

std::optional<std::string> take_variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  std::string text{value};
  ::unsetenv(name);
  return text;
}

Error malformed(std::string_view variable) {
  return {ErrorKind::InvalidInput, std::string{variable} + " in the environment is malformed"};
}

Result<std::int64_t> number(std::string_view variable, std::string_view text) {
  std::int64_t value = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = rest == text.data() + text.size();
  if (failure != std::errc{} || !whole || value < 0) return malformed(variable);
  return value;
}

// One message is one datagram of name=value lines; a newline in a value would forge a line.
std::string one_line(std::string_view text) {
  std::string line{text};
  std::ranges::replace(line, '\n', ' ');
  return line;
}

Result<UniqueFd> connect_notify_socket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const bool known_form = path.starts_with('/') || path.starts_with('@');
  if (!known_form || path.size() < 2 || path.size() >= sizeof address.sun_path) {
    return malformed("NOTIFY_SOCKET");
  }
  std::ranges::copy(path, address.sun_path);
  // An abstract socket has a zero byte where "@" is written, and its length is part of its name.
  if (path.front() == '@') address.sun_path[0] = '\0';
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() +
                                             (path.front() == '/' ? 1 : 0));

  UniqueFd socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  if (!socket) return Error{ErrorKind::Unavailable, "no socket for NOTIFY_SOCKET"};
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0) {
    return Error{ErrorKind::Unavailable, "cannot reach NOTIFY_SOCKET"};
  }
  return socket;
}

}  // namespace

Result<Notifier> Notifier::from_environment() {
  const auto path = take_variable("NOTIFY_SOCKET");
  const auto watchdog_usec = take_variable("WATCHDOG_USEC");
  const auto watchdog_pid = take_variable("WATCHDOG_PID");

  Notifier notifier;
  if (!path) return notifier;
  ASSIGN_OR_RETURN(notifier.socket_, connect_notify_socket(*path));

  if (!watchdog_usec) return notifier;
  ASSIGN_OR_RETURN(const std::int64_t usec, number("WATCHDOG_USEC", *watchdog_usec));
  if (usec == 0) return malformed("WATCHDOG_USEC");
  if (watchdog_pid) {
    ASSIGN_OR_RETURN(const std::int64_t pid, number("WATCHDOG_PID", *watchdog_pid));
    if (pid != ::getpid()) return notifier;
  }
  notifier.interval_ = std::chrono::microseconds{std::max<std::int64_t>(usec / 2, 1)};
  return notifier;
}

void Notifier::ready(std::string_view status) const {
  send("READY=1\nSTATUS=" + one_line(status));
}
void Notifier::status(std::string_view text) const {
  send("STATUS=" + one_line(text));
}
void Notifier::stopping() const {
  send("STOPPING=1");
}
void Notifier::watchdog() const {
  send("WATCHDOG=1");
}

// A manager that went away cannot be told so; a daemon goes on without it.
void Notifier::send(const std::string& message) const {
  if (!socket_) return;
  [[maybe_unused]] const auto sent =
      ::send(socket_.get(), message.data(), message.size(), MSG_NOSIGNAL);
}

Result<std::vector<ListenDescriptor>> listen_descriptors() {
  const auto pid_text = take_variable("LISTEN_PID");
  const auto count_text = take_variable("LISTEN_FDS");
  const std::string names = take_variable("LISTEN_FDNAMES").value_or("");
  std::vector<ListenDescriptor> descriptors;
  if (!pid_text || !count_text) return descriptors;

  ASSIGN_OR_RETURN(const std::int64_t pid, number("LISTEN_PID", *pid_text));
  if (pid != ::getpid()) return descriptors;
  ASSIGN_OR_RETURN(const std::int64_t count, number("LISTEN_FDS", *count_text));
  if (count > kListenDescriptorsMax) return malformed("LISTEN_FDS");

  std::string_view rest = names;
  for (int fd = kFirstListenFd; fd < kFirstListenFd + static_cast<int>(count); ++fd) {
    const auto colon = std::min(rest.find(':'), rest.size());
    const std::string name{rest.substr(0, colon)};
    rest.remove_prefix(std::min(colon + 1, rest.size()));

    int listening = 0;
    socklen_t length = sizeof listening;
    if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) != 0 || listening != 1) {
      return Error{ErrorKind::InvalidInput, "a descriptor passed at start is no listening socket"};
    }
    if (::fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
      return Error{ErrorKind::Unavailable, "cannot set close-on-exec"};
    }
    descriptors.push_back({UniqueFd{fd}, name.empty() ? "unknown" : name});
  }
  if (!rest.empty()) return malformed("LISTEN_FDNAMES");
  return descriptors;
}

Result<void> Credential::read_into(std::span<std::uint8_t> bytes) const {
  assert(bytes.size() == size_);
  std::size_t done = 0;
  while (done < size_) {
    const auto got =
        ::pread(file_.get(), bytes.data() + done, size_ - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Error{ErrorKind::Io, "cannot read a credential"};
    done += static_cast<std::size_t>(got);
  }
  return {};
}

Credentials Credentials::from_environment() {
  Credentials credentials;
  credentials.directory_ = take_variable("CREDENTIALS_DIRECTORY").value_or("");
  return credentials;
}

Result<Credential> Credentials::open(std::string_view name, std::size_t bytes_max) const {
  assert(!name.empty() && name.find('/') == std::string_view::npos && name.front() != '.');
  const Error missing{ErrorKind::NotFound, "no credential '" + std::string{name} + "'"};
  if (!directory_.starts_with('/')) return missing;

  const std::string path = directory_ + "/" + std::string{name};
  UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
  if (!file) {
    if (errno == ENOENT) return missing;
    return Error{ErrorKind::Denied, "cannot open credential '" + std::string{name} + "'"};
  }
  struct stat status{};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return Error{ErrorKind::InvalidInput, "credential '" + std::string{name} + "' is no file"};
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > bytes_max) {
    return Error{ErrorKind::InvalidInput, "credential '" + std::string{name} + "' is too large"};
  }
  return Credential{std::move(file), size};
}

}  // namespace base

#include "base/ipc/listener.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include "base/ipc/address.h"

namespace base::ipc {
namespace {

constexpr int kFirstInherited = 3;  // SD_LISTEN_FDS_START

Error failed(const char* what) {
  return {ErrorKind::Io,
          std::string{"listening socket: "} + what + ": " + std::generic_category().message(errno)};
}

Error taken(const std::string& path, const char* why) {
  return {ErrorKind::Exists, "cannot listen at " + path + ": " + why};
}

Result<UniqueFd> lock(const std::string& path) {
  UniqueFd file{::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!file) return failed("lock file");
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return taken(path, "another process holds it");
    return failed("lock");
  }
  return file;
}

// A socket that we hold the lock for may still be alive: one made by the service manager, or by
// another program, takes no lock.
Result<void> remove_dead_socket(const std::string& path, const Address& address) {
  struct stat there{};
  if (::lstat(path.c_str(), &there) != 0) {
    if (errno == ENOENT) return {};
    return failed("look at the path");
  }
  if (!S_ISSOCK(there.st_mode)) return taken(path, "what is there is no socket");
  const UniqueFd probe{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!probe) return failed("socket");
  if (::connect(probe.get(), address.get(), address.size()) == 0 || errno != ECONNREFUSED) {
    return taken(path, "somebody listens there");
  }
  if (::unlink(path.c_str()) != 0) return failed("remove a dead socket");
  return {};
}

int option(int socket, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  return ::getsockopt(socket, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
}

int number_in(const char* text) {
  int value = -1;
  const std::string_view view = text != nullptr ? text : "";
  const auto [end, error] = std::from_chars(view.data(), view.data() + view.size(), value);
  return error == std::errc{} && end == view.data() + view.size() ? value : -1;
}

}  // namespace

Result<Listener> Listener::bind_at(const std::string& path, const Options& options) {
  ASSIGN_OR_RETURN(const Address address, Address::of(path));
  Listener listener;
  ASSIGN_OR_RETURN(listener.lock_, lock(path));
  RETURN_IF_ERROR(remove_dead_socket(path, address));
  listener.socket_ = UniqueFd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!listener.socket_) return failed("socket");
  if (::bind(listener.fd(), address.get(), address.size()) != 0) return failed("bind");
  listener.path_ = path;
  // Until listen() every connect is refused, so the mode of the umask never lets anybody in.
  if (::chmod(path.c_str(), options.mode) != 0) return failed("mode");
  if (::listen(listener.fd(), options.backlog) != 0) return failed("listen");
  return listener;
}

Result<Listener> Listener::adopt(UniqueFd socket) {
  if (option(socket.get(), SO_DOMAIN) != AF_UNIX || option(socket.get(), SO_TYPE) != SOCK_STREAM ||
      option(socket.get(), SO_ACCEPTCONN) != 1) {
    return Error{ErrorKind::InvalidInput, "inherited descriptor is no listening Unix socket"};
  }
  Listener listener;
  listener.socket_ = std::move(socket);
  const int flags = ::fcntl(listener.fd(), F_GETFL);
  if (flags < 0 || ::fcntl(listener.fd(), F_SETFL, flags | O_NONBLOCK) != 0 ||
      ::fcntl(listener.fd(), F_SETFD, FD_CLOEXEC) != 0) {
    return failed("flags");
  }
  return listener;
}

Result<Listener> Listener::inherited(const std::string& name) {
  const Error none{ErrorKind::NotFound, "no socket named '" + name + "' was passed"};
  if (number_in(std::getenv("LISTEN_PID")) != ::getpid()) return none;
  const int count = number_in(std::getenv("LISTEN_FDS"));
  const char* const listed = std::getenv("LISTEN_FDNAMES");
  std::string_view names = listed != nullptr ? listed : "";
  for (int i = 0; i < count; ++i) {
    const std::size_t end = names.find(':');
    if (names.substr(0, end) == name) return adopt(UniqueFd{kFirstInherited + i});
    if (end == std::string_view::npos) break;
    names.remove_prefix(end + 1);
  }
  return none;
}

Listener::~Listener() {
  if (!socket_ || path_.empty()) return;
  (void)::unlink(path_.c_str());
}

}  // namespace base::ipc

// What a service manager gives a daemon and wants to hear from it: readiness, status, watchdog,
// listening sockets, credentials. Spoken by environment variables and one datagram socket
// (sd_notify(3), sd_listen_fds(3), CREDENTIALS_DIRECTORY of systemd.exec(5)); needs no library.
//
// Each function takes its variables out of the environment, so nothing started later sees them:
// call them at the start of main(), before any thread. Without a manager they give nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace base {

class Notifier {
 public:
  // From NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID; an error when they are malformed.
  static Result<Notifier> from_environment();
  Notifier(Notifier&& other) noexcept;
  Notifier& operator=(Notifier&&) = delete;
  ~Notifier();

  void ready(std::string_view status) const;
  void status(std::string_view text) const;
  void stopping() const;
  void watchdog() const;

  // How often watchdog() is due: half of what the manager waits. None: nobody watches.
  std::optional<std::chrono::microseconds> watchdog_interval() const { return interval_; }

 private:
  Notifier() = default;
  void send(const std::string& message) const;

  int fd_ = -1;
  std::optional<std::chrono::microseconds> interval_;
};

// A socket that listens already, close-on-exec, owned by whoever takes it from here.
struct ListenDescriptor {
  int fd;
  std::string name;  // FileDescriptorName=, else "unknown"
};

// From LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES; empty when they are meant for another process.
Result<std::vector<ListenDescriptor>> listen_descriptors();

inline constexpr int kListenDescriptorsMax = 64;
inline constexpr std::size_t kCredentialBytesMax = std::size_t{1} << 20;  // systemd's own limit

// One credential, opened but not yet read: its bytes go straight into memory of the caller, which
// wipes it, and no copy stays here.
class Credential {
 public:
  Credential(Credential&& other) noexcept;
  Credential& operator=(Credential&&) = delete;
  ~Credential();

  std::size_t size() const { return size_; }
  Result<void> read_into(std::span<std::uint8_t> bytes) const;  // exactly size() bytes

 private:
  friend class Credentials;
  Credential(int fd, std::size_t size) : fd_{fd}, size_{size} {}

  int fd_;
  std::size_t size_;
};

class Credentials {
 public:
  static Credentials from_environment();

  // NotFound when the unit declares none of that name, or there is no manager.
  Result<Credential> open(std::string_view name, std::size_t bytes_max = kCredentialBytesMax) const;

 private:
  std::string directory_;
};

}  // namespace base

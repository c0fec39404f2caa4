// A path as the address of a Unix socket. A value, safe to share. Part of
// docs/design/control-protocol.md.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <string>

#include "base/result.h"

namespace base::ipc {

class Address {
 public:
  static Result<Address> of(const std::string& path) {
    Address address;
    if (path.empty() || path.size() >= sizeof address.value_.sun_path ||
        path.find('\0') != std::string::npos) {
      return Error{ErrorKind::InvalidInput, "path does not fit a socket address: " + path};
    }
    std::memcpy(static_cast<char*>(address.value_.sun_path), path.data(), path.size());
    return address;
  }

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&value_); }
  socklen_t size() const { return sizeof value_; }

 private:
  Address() { value_.sun_family = AF_UNIX; }

  sockaddr_un value_{};
};

}  // namespace base::ipc

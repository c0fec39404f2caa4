// What the tests of base/ipc share: a folder of their own, a count of open descriptors, and raw
// sockets that speak as badly as a test wants.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include "base/ipc/address.h"
#include "base/ipc/connection.h"
#include "tests/support/temporary_directory.h"

namespace base::ipc {

using test_support::TemporaryDirectory;

inline std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, {});
}

inline std::pair<UniqueFd, UniqueFd> socket_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) std::abort();
  return {UniqueFd{ends[0]}, UniqueFd{ends[1]}};
}

inline UniqueFd connect_to(const std::string& path) {
  const Address address = Address::of(path).value();
  UniqueFd socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (::connect(socket.get(), address.get(), address.size()) != 0) std::abort();
  return socket;
}

inline UniqueFd memory_file(std::string_view text) {
  UniqueFd file{::memfd_create("test", MFD_CLOEXEC)};
  if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    std::abort();
  }
  return file;
}

inline std::string content(const UniqueFd& file) {
  std::string text(64, '\0');
  const ssize_t count = ::pread(file.get(), text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  return text;
}

// Writes as the test says, with descriptors, past every rule of Connection.
inline void write_raw(int socket, ByteView bytes, const std::vector<int>& descriptors = {}) {
  iovec part{const_cast<std::uint8_t*>(bytes.data()), bytes.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(253 * sizeof(int))> control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (!descriptors.empty()) {
    header.msg_control = control.data();
    header.msg_controllen = CMSG_SPACE(descriptors.size() * sizeof(int));
    cmsghdr* first = CMSG_FIRSTHDR(&header);
    first->cmsg_level = SOL_SOCKET;
    first->cmsg_type = SCM_RIGHTS;
    first->cmsg_len = CMSG_LEN(descriptors.size() * sizeof(int));
    std::memcpy(CMSG_DATA(first), descriptors.data(), descriptors.size() * sizeof(int));
  }
  ASSERT_EQ(::sendmsg(socket, &header, MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
}

inline Bytes frame_of(const Message& message) {
  Bytes frame = encode_head(message).value();
  append(frame, message.payload.body);
  return frame;
}

}  // namespace base::ipc

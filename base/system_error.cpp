#include "base/system_error.h"

#include <cerrno>
#include <string>
#include <system_error>

namespace base {
namespace {

ErrorKind kind_of(int number) {
  switch (number) {
    case EINVAL:
    case EISDIR:
    case ENAMETOOLONG:
      return ErrorKind::InvalidInput;
    case ENOENT:
    case ENOTDIR:
      return ErrorKind::NotFound;
    case EEXIST:
    case ENOTEMPTY:
      return ErrorKind::Exists;
    case EACCES:
    case ELOOP:  // a symbolic link where we follow none
    case EPERM:
      return ErrorKind::Denied;
    case EDQUOT:
    case ENOSPC:
      return ErrorKind::DiskFull;
    case ETIMEDOUT:
      return ErrorKind::Timeout;
    case EAGAIN:
    case EBUSY:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return ErrorKind::Unavailable;
    default:
      // EROFS among them: a file system that met an error turns read-only.
      return ErrorKind::Io;
  }
}

}  // namespace

Error system_error(int number, std::string_view what) {
  return {kind_of(number), std::string{what} + ": " + std::generic_category().message(number)};
}

}  // namespace base

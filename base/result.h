// Result<T>: a value or an Error. The project's only way to report expected failure.
//
// Exceptions stay for broken promises at start-up (bad configuration, no memory).
// Built on boost::system::result because Beast already brings Boost; when the
// toolchain has std::expected, only this file changes.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace base {

// What a caller can act on. Add a kind only when some caller must branch on it.
enum class ErrorKind {
  InvalidInput,  // the caller's or the peer's data breaks a rule
  NotFound,
  Exists,
  Denied,
  Corrupt,  // stored or received data is not what was written
  DiskFull,
  Io,
  Timeout,
  Unavailable  // not now: closed, locked, shutting down, or a resource is missing
};

struct Error {
  ErrorKind kind;
  std::string message;  // for operators; never contains secrets or raw peer input
};

// What value() throws on an error: for tests and start-up, where no caller can recover.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::runtime_error{error.message};
}

// [[nodiscard]] is why this is a class and not an alias: a dropped error does not compile.
template <typename T>
class [[nodiscard]] Result : public boost::system::result<T, Error> {
 public:
  using boost::system::result<T, Error>::result;
};

}  // namespace base

#define CUSTODY_CONCAT_(a, b) a##b
#define CUSTODY_CONCAT(a, b) CUSTODY_CONCAT_(a, b)

// Returns the error of `expr` from the current function, if it has one.
#define RETURN_IF_ERROR(expr) RETURN_IF_ERROR_(CUSTODY_CONCAT(checked_, __LINE__), expr)
#define RETURN_IF_ERROR_(name, expr)                               \
  do {                                                             \
    if (auto name = (expr); !name) return std::move(name).error(); \
  } while (false)

// `ASSIGN_OR_RETURN(auto file, fs.open(path));` declares or assigns the value of `expr`, or returns
// its error from the current function.
#define ASSIGN_OR_RETURN(declaration, expr) \
  ASSIGN_OR_RETURN_(CUSTODY_CONCAT(assigned_, __LINE__), declaration, expr)
#define ASSIGN_OR_RETURN_(name, declaration, expr) \
  auto name = (expr);                              \
  if (!name) return std::move(name).error();       \
  declaration = *std::move(name)

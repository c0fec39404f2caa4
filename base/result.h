// Result<T>: a value or an Error. The project's only way to report expected failure.
//
// Exceptions stay for broken promises at start-up (bad configuration, no memory). C++23 has
// std::expected for it: then only this file changes. What copies, moves and ends an Error is not
// inline: every function of ours would carry it for a path it seldom takes.
#pragma once

#include <cassert>
#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
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
  Error(ErrorKind kind, std::string_view message, std::string_view code = {});
  Error(const Error& other);
  Error(Error&& other) noexcept;
  Error& operator=(const Error& other);
  Error& operator=(Error&& other) noexcept;
  ~Error();

  ErrorKind kind;
  std::string message;  // for operators; never contains secrets or raw peer input
  // Which of a kind's causes, where whoever asked is to hear it in their own language: stable, as
  // in "wrong_passphrase", and a literal. Most have none.
  std::string_view code;
};

// What value() throws on an error: for tests and start-up, where no caller can recover.
[[noreturn]] void throw_error(const Error& error);

// Out of a temporary come values, so that `for (each : read().value())` goes through what lives.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(const T& value) : value_(value), has_value_{true} {}
  Result(T&& value) noexcept : value_(std::move(value)), has_value_{true} {}
  template <typename U>
    requires(std::convertible_to<U, T> && !std::convertible_to<U, Error>)
  Result(U&& value) : value_(std::forward<U>(value)), has_value_{true} {}
  Result(const Error& error) : error_(error), has_value_{false} {}
  Result(Error&& error) noexcept : error_(std::move(error)), has_value_{false} {}

  Result(const Result& other) : has_value_{other.has_value_} { take(other); }
  Result(Result&& other) noexcept : has_value_{other.has_value_} { take(std::move(other)); }
  Result& operator=(Result other) noexcept {
    std::destroy_at(this);
    return *std::construct_at(this, std::move(other));
  }
  ~Result() {
    if (has_value_)
      std::destroy_at(&value_);
    else
      std::destroy_at(&error_);
  }

  bool has_value() const noexcept { return has_value_; }
  explicit operator bool() const noexcept { return has_value_; }

  T& value() & { return checked().value_; }
  const T& value() const& { return checked().value_; }
  T value() && { return std::move(checked().value_); }

  // Only of what has a value.
  T& operator*() & { return *operator->(); }
  const T& operator*() const& { return *operator->(); }
  T operator*() && { return std::move(*operator->()); }
  T* operator->() {
    assert(has_value_);
    return &value_;
  }
  const T* operator->() const {
    assert(has_value_);
    return &value_;
  }

  // Only of what has none.
  const Error& error() const& {
    assert(!has_value_);
    return error_;
  }
  Error error() && {
    assert(!has_value_);
    return std::move(error_);
  }

 private:
  template <typename Other>
  void take(Other&& other) {
    if (has_value_)
      std::construct_at(&value_, std::forward<Other>(other).value_);
    else
      std::construct_at(&error_, std::forward<Other>(other).error_);
  }
  const Result& checked() const {
    if (!has_value_) throw_error(error_);
    return *this;
  }
  Result& checked() {
    if (!has_value_) throw_error(error_);
    return *this;
  }

  union {
    T value_;
    Error error_;
  };
  bool has_value_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_{std::move(error)} {}

  bool has_value() const noexcept { return !error_.has_value(); }
  explicit operator bool() const noexcept { return has_value(); }
  void value() const {
    if (error_) throw_error(*error_);
  }
  const Error& error() const& {
    assert(error_);
    return *error_;
  }
  Error error() && {
    assert(error_);
    return std::move(*error_);
  }

 private:
  std::optional<Error> error_;
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

#include "base/result.h"

#include <stdexcept>

namespace base {

Error::Error(ErrorKind kind_of_failure, std::string_view text, std::string_view cause)
    : kind{kind_of_failure}, message{text}, code{cause} {}
Error::Error(const Error& other) = default;
Error::Error(Error&& other) noexcept = default;
Error& Error::operator=(const Error& other) = default;
Error& Error::operator=(Error&& other) noexcept = default;
Error::~Error() = default;

void throw_error(const Error& error) {
  throw std::runtime_error{error.message};
}

}  // namespace base

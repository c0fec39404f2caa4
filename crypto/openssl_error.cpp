#include "crypto/openssl_error.h"

#include <openssl/err.h>

#include <string>

namespace crypto {

base::Error refusal(std::string_view reason, std::string_view code) {
  return {base::ErrorKind::InvalidInput, reason, code};
}

base::Error openssl_error(base::ErrorKind kind, std::string_view reason, std::string_view code) {
  std::string message{reason};
  if (const char* text = ERR_reason_error_string(ERR_peek_last_error()); text != nullptr) {
    message += ": ";
    message += text;
  }
  ERR_clear_error();
  return {kind, message, code};
}

CleanErrorQueue::CleanErrorQueue() {
  ERR_clear_error();
}

CleanErrorQueue::~CleanErrorQueue() {
  ERR_clear_error();
}

}  // namespace crypto

// Takes back what OpenSSL queues as errors while it lives. A refused tag is an ordinary answer
// here; left in the thread's queue it would be blamed on the next TLS call.
#pragma once

#include <openssl/err.h>

namespace crypto::detail {

class QuietErrors {
 public:
  QuietErrors() { ERR_set_mark(); }
  ~QuietErrors() { ERR_pop_to_mark(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

}  // namespace crypto::detail

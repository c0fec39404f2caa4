// Turns OpenSSL's per-thread error queue into our Error and leaves the queue empty.
//
// A message is our reason plus OpenSSL's fixed reason text: never bytes that a peer sent. The queue
// must be clean between calls because TLS on the same thread reads it.
#pragma once

#include <string_view>

#include "base/result.h"

namespace crypto {

// For what breaks a rule of ours, with nothing in the queue. `code` as in base::Error.
base::Error refusal(std::string_view reason, std::string_view code = {});

base::Error openssl_error(base::ErrorKind kind, std::string_view reason,
                          std::string_view code = {});

// Empties the queue at both ends of a scope: for functions that try something and may go on.
class CleanErrorQueue {
 public:
  CleanErrorQueue();
  ~CleanErrorQueue();
  CleanErrorQueue(const CleanErrorQueue&) = delete;
  CleanErrorQueue& operator=(const CleanErrorQueue&) = delete;
};

}  // namespace crypto

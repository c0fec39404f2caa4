// Reads a response (RFC 9112) piece by piece; Beast knows the protocol, we hold the limits.
//
// Pure: bytes in, a Response out. Chunked bodies are put together, trailers are ignored.
#pragma once

#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "web/http/message.h"

namespace http {

struct ResponseLimits {
  std::uint32_t head_bytes_max = 32 * 1024;
  std::uint64_t body_bytes_max = 4 * 1024 * 1024;
};

class ResponseParser {
 public:
  // `request_method`: the answer to HEAD has no body, whatever it says.
  ResponseParser(Method request_method, const ResponseLimits& limits);
  ~ResponseParser();

  // True when the response is complete; what follows it is ignored.
  base::Result<bool> feed(base::ByteView bytes);
  // The peer ended the connection in good order: true when that completes the response.
  base::Result<bool> feed_end();

  Response take();  // once, after feed() or feed_end() gave true

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace http

#include "web/http/response_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/vector_body.hpp>
#include <utility>

namespace http {
namespace {

namespace beast = boost::beast;
using Parser = beast::http::response_parser<beast::http::vector_body<std::uint8_t>>;

base::Error refusal(const boost::system::error_code& error) {
  const bool too_large =
      error == beast::http::error::body_limit || error == beast::http::error::header_limit;
  return {base::ErrorKind::InvalidInput,
          too_large ? "response is too large" : "response is malformed"};
}

}  // namespace

struct ResponseParser::State {
  Parser parser;
  base::Bytes pending;  // received and not yet understood: part of the head, or of a chunk's
};

ResponseParser::ResponseParser(Method request_method, const ResponseLimits& limits)
    : state_{std::make_unique<State>()} {
  state_->parser.header_limit(limits.head_bytes_max);
  state_->parser.body_limit(limits.body_bytes_max);
  state_->parser.eager(true);
  state_->parser.skip(request_method == Method::Head);
}

ResponseParser::~ResponseParser() = default;

base::Result<bool> ResponseParser::feed(base::ByteView bytes) {
  auto& [parser, pending] = *state_;
  base::append(pending, bytes);
  while (!parser.is_done() && !pending.empty()) {
    boost::system::error_code error;
    const std::size_t used = parser.put(boost::asio::buffer(pending), error);
    pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(used));
    if (error == beast::http::error::need_more) return false;
    if (error) return refusal(error);
    if (used == 0) return false;
  }
  return parser.is_done();
}

base::Result<bool> ResponseParser::feed_end() {
  boost::system::error_code error;
  if (!state_->parser.got_some()) {
    return base::Error{base::ErrorKind::Unavailable, "connection ended without an answer"};
  }
  state_->parser.put_eof(error);
  if (error) return refusal(error);
  return state_->parser.is_done();
}

Response ResponseParser::take() {
  auto message = state_->parser.release();
  Response response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    const auto name = field.name_string();
    if (is_token({name.data(), name.size()})) {
      response.headers.add({name.data(), name.size()},
                           {field.value().data(), field.value().size()});
    }
  }
  response.body = std::move(message.body());
  return response;
}

}  // namespace http

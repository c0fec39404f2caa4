// A head we accept must be one that Beast reads alike: two readers that disagree are what request
// smuggling needs.
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "base/bytes.h"
#include "tests/fuzz/fuzz_target.h"
#include "web/http/head_parser.h"

namespace {

namespace beast = boost::beast;
using Parser = beast::http::request_parser<beast::http::empty_body>;

void require(bool holds) {
  if (!holds) __builtin_trap();
}

void compare(const http::RequestHead& ours, std::string_view bytes) {
  // Beast obeys it as it does Connection; to a server that is no proxy it means nothing.
  if (ours.headers.count("Proxy-Connection") > 0) return;
  Parser theirs;
  theirs.header_limit(1 << 20);
  theirs.body_limit(boost::none);
  boost::system::error_code error;
  const std::size_t used = theirs.put(boost::asio::buffer(bytes), error);
  require(!error || error == beast::http::error::need_more ||
          error == beast::http::error::unexpected_body);
  require(used == bytes.size() && theirs.is_header_done());
  const auto& message = theirs.get();
  require(message.method_string() == http::to_string(ours.method));
  require(message.version() == 11);
  require(!theirs.chunked());
  require(theirs.content_length().value_or(0) == ours.content_length);
  require(theirs.keep_alive() == ours.keep_alive);
  auto field = message.begin();
  for (const auto& [name, value] : ours.headers) {
    require(field != message.end());
    require(message.count(name) == ours.headers.count(name));
    ++field;
  }
  require(field == message.end());
  require(message["Host"] == ours.headers.get("Host"));
}

}  // namespace

FUZZ_TARGET(head_parser_fuzz)(base::ByteView input) {
  const std::string_view bytes = base::as_text(input);
  const http::HeadLimits limits;
  const auto end = http::find_head_end(bytes, limits);
  const auto* found = std::get_if<std::optional<std::size_t>>(&end);
  if (found == nullptr || !*found) return;
  const auto parsed = http::parse_head(bytes.substr(0, **found), limits);
  if (const auto* head = std::get_if<http::RequestHead>(&parsed)) {
    compare(*head, bytes.substr(0, **found));
  }
}

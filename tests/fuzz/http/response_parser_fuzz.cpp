// A response read whole and the same bytes read in two pieces give the same answer, within limits.
#include <optional>

#include "base/bytes.h"
#include "tests/fuzz/fuzz_target.h"
#include "web/http/response_parser.h"

namespace {

constexpr http::ResponseLimits kLimits{.head_bytes_max = 2048, .body_bytes_max = 1024};

std::optional<http::Response> read(base::ByteView bytes, std::size_t cut) {
  http::ResponseParser parser{http::Method::Get, kLimits};
  for (const base::ByteView piece : {bytes.first(cut), bytes.subspan(cut)}) {
    const auto complete = parser.feed(piece);
    if (!complete) return std::nullopt;
    if (*complete) return parser.take();
  }
  const auto complete = parser.feed_end();
  if (!complete || !*complete) return std::nullopt;
  return parser.take();
}

}  // namespace

FUZZ_TARGET(response_parser_fuzz)(base::ByteView input) {
  if (input.empty()) return;
  const base::ByteView bytes = input.subspan(1);
  const auto whole = read(bytes, 0);
  if (!whole) return;
  if (whole->body.size() > kLimits.body_bytes_max) __builtin_trap();
  const auto pieces = read(bytes, input[0] % (bytes.size() + 1));
  const bool same = pieces && pieces->status == whole->status && pieces->body == whole->body &&
                    pieces->headers == whole->headers;
  if (!same) __builtin_trap();
}

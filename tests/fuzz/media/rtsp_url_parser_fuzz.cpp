// URLs must survive any text; what parses is written to what parses to the same, without a user.
#include "media/rtsp/rtsp_url_parser.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/media/require.h"

FUZZ_TARGET(rtsp_url_parser_fuzz)(base::ByteView input) {
  const auto parsed = media::parse_rtsp_url(base::as_text(input));
  if (!parsed) return;
  const auto again = media::parse_rtsp_url(to_string(parsed->url));
  fuzz::require(again && again->url == parsed->url);
  fuzz::require(again->user.empty() && again->password.empty());
}

// URLs must survive any text; what parses is written to what parses to the same, without a user.
#include "media/rtsp/rtsp_url_parser.h"
#include "tests/fuzz/media/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = media::parse_rtsp_url(base::as_text({data, size}));
  if (!parsed) return 0;
  const auto again = media::parse_rtsp_url(to_string(parsed->url));
  fuzz::require(again && again->url == parsed->url);
  fuzz::require(again->user.empty() && again->password.empty());
  return 0;
}

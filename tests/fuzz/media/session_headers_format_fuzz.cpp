// RTP-Info and Session must survive any text; what parses is written to what parses to the same.
#include "media/rtsp/session_headers_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/media/require.h"

FUZZ_TARGET(session_headers_format_fuzz)(base::ByteView input) {
  const std::string_view text = base::as_text(input);
  if (const auto session = media::parse_rtsp_session(text)) {
    const auto again = media::parse_rtsp_session(to_string(*session));
    fuzz::require(again && *again == *session);
  }
  if (const auto streams = media::parse_rtp_info(text)) {
    const auto again = media::parse_rtp_info(to_string(*streams));
    fuzz::require(again && *again == *streams);
  }
}

// SDP must survive any text; what parses is written to what parses to the same, and what we
// understand of it stays understood.
#include "media/sdp/sdp_format.h"
#include "media/sdp/stream_description.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/media/require.h"

FUZZ_TARGET(sdp_format_fuzz)(base::ByteView input) {
  using namespace media::sdp;
  const auto session = parse_sdp(base::as_text(input));
  if (!session) return;
  const std::string text = to_string(*session);
  if (text.size() > kSdpBytesMax) return;  // written out, it may have grown past the limit
  const auto again = parse_sdp(text);
  fuzz::require(again && *again == *session);
  for (const auto& section : session->media) {
    const auto stream = describe(section);
    if (!stream) continue;
    fuzz::require(make_depacketizer(*stream) != nullptr);
    const auto written = describe(make_media(*stream));
    fuzz::require(written && written->codec == stream->codec &&
                  written->aac_config == stream->aac_config &&
                  written->aac_framing == stream->aac_framing);
  }
}

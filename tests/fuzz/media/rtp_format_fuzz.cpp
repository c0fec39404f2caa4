// RTP packets must survive any bytes; what parses marshals to what parses to the same.
#include <algorithm>

#include "media/rtp/rtp_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/media/require.h"

FUZZ_TARGET(rtp_format_fuzz)(base::ByteView input) {
  const auto packet = media::parse_rtp(input);
  if (!packet) return;
  const base::Bytes bytes = media::marshal_rtp(*packet);
  const auto again = media::parse_rtp(bytes);
  fuzz::require(again && bytes.size() <= input.size());
  fuzz::require(again->payload_type == packet->payload_type && again->marker == packet->marker &&
                again->sequence == packet->sequence && again->time == packet->time &&
                again->ssrc == packet->ssrc);
  fuzz::require(std::ranges::equal(again->payload, packet->payload));
}

// RTCP must survive any bytes; what parses marshals to what parses to the same.
#include "media/rtp/rtcp_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/media/require.h"

FUZZ_TARGET(rtcp_format_fuzz)(base::ByteView input) {
  const auto packets = media::parse_rtcp(input);
  if (!packets || packets->empty()) return;
  const auto again = media::parse_rtcp(media::marshal_rtcp(*packets));
  fuzz::require(again && *again == *packets);
  for (const auto& packet : *packets) {
    const auto* const report = std::get_if<media::SenderReport>(&packet);
    if (report == nullptr) continue;
    const auto time = media::from_ntp(report->ntp_time);
    fuzz::require(media::from_ntp(media::to_ntp(time)) == time);
  }
}

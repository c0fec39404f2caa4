// RTCP must survive any bytes; what parses marshals to what parses to the same.
#include "media/rtp/rtcp_format.h"
#include "tests/fuzz/media/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto packets = media::parse_rtcp({data, size});
  if (!packets || packets->empty()) return 0;
  const auto again = media::parse_rtcp(media::marshal_rtcp(*packets));
  fuzz::require(again && *again == *packets);
  for (const auto& packet : *packets) {
    const auto* const report = std::get_if<media::SenderReport>(&packet);
    if (report == nullptr) continue;
    const auto time = media::from_ntp(report->ntp_time);
    fuzz::require(media::from_ntp(media::to_ntp(time)) == time);
  }
  return 0;
}

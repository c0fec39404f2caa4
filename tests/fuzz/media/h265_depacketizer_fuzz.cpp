// Any packets make whole pictures or none; pictures survive being sent again.
#include "media/rtp/h265_depacketizer.h"
#include "media/rtp/nal_packetizer.h"
#include "tests/fuzz/media/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::check_pictures<media::H265Depacketizer>(
      {data, size}, media::NalPacketizer{media::NalPayload::H265, {.packet_bytes_max = 64}});
  return 0;
}

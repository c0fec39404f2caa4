// Any packets make whole pictures or none; pictures survive being sent again.
#include "media/rtp/h265_depacketizer.h"
#include "media/rtp/nal_packetizer.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/media/require.h"

FUZZ_TARGET(h265_depacketizer_fuzz)(base::ByteView input) {
  fuzz::check_pictures<media::H265Depacketizer>(
      input, media::NalPacketizer{media::NalPayload::H265, {.packet_bytes_max = 64}});
}

// Any packets make whole pictures or none; pictures survive being sent again.
#include "media/rtp/h264_depacketizer.h"
#include "media/rtp/nal_packetizer.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/media/require.h"

FUZZ_TARGET(h264_depacketizer_fuzz)(base::ByteView input) {
  fuzz::check_pictures<media::H264Depacketizer>(
      input, media::NalPacketizer{media::NalPayload::H264, {.packet_bytes_max = 64}});
}

// Any packets make frames no larger than what came, under any framing.
#include "media/rtp/aac_depacketizer.h"
#include "tests/fuzz/media/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const media::AacFraming framing :
       {media::AacFraming{}, media::AacFraming{6, 2, 2}, media::AacFraming{1, 0, 0}}) {
    media::AacDepacketizer depacketizer{framing};
    std::size_t bytes = 0;
    for (const media::Sample& sample : fuzz::depacketize(depacketizer, {data, size})) {
      fuzz::require(!sample.data.empty() && sample.key && !sample.damaged);
      bytes += sample.data.size();
    }
    fuzz::require(bytes <= size);
  }
  return 0;
}

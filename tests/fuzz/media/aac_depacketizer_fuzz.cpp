// Any packets make frames no larger than what came, under any framing.
#include "media/rtp/aac_depacketizer.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/media/require.h"

FUZZ_TARGET(aac_depacketizer_fuzz)(base::ByteView input) {
  for (const media::AacFraming framing :
       {media::AacFraming{}, media::AacFraming{6, 2, 2}, media::AacFraming{1, 0, 0}}) {
    media::AacDepacketizer depacketizer{framing};
    std::size_t bytes = 0;
    for (const media::Sample& sample : fuzz::depacketize(depacketizer, input)) {
      fuzz::require(!sample.data.empty() && sample.key && !sample.damaged);
      bytes += sample.data.size();
    }
    fuzz::require(bytes <= input.size());
  }
}

// Walking over NAL units must survive any bytes, stay inside them, and convert there and back.
#include "base/bytes.h"
#include "media/h26x/nal_parser.h"
#include "media/h26x/parameter_sets.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

void walk(base::ByteView input, media::VideoCodec codec) {
  media::ParameterSets sets{codec};
  (void)sets.update(input).has_value();
  if (sets.complete()) (void)sets.format().has_value();
  (void)media::is_irap(codec, input);
}

}  // namespace

FUZZ_TARGET(nal_parser_fuzz)(base::ByteView input) {
  walk(input, media::VideoCodec::H264);
  walk(input, media::VideoCodec::H265);
  // What was once cut out of Annex B is the same after another round.
  const base::Bytes prefixed = media::to_length_prefixed(input);
  const auto annex_b = media::to_annex_b(prefixed);
  if (!annex_b || media::to_length_prefixed(*annex_b) != prefixed) __builtin_trap();
}

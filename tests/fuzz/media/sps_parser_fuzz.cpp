// Parameter sets of any bytes: an error, or a picture size within bounds.
#include "base/bytes.h"
#include "media/h26x/sps_parser.h"
#include "media/h26x/vui.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

template <typename Sps>
void check(const base::Result<Sps>& sps) {
  if (!sps) return;
  const bool sane = sps->width > 0 && sps->width <= media::kSpsSideMax && sps->height > 0 &&
                    sps->height <= media::kSpsSideMax && sps->fps >= 0 && sps->fps <= 1000;
  if (!sane || media::codec_string("xxxx", *sps).size() > 64) __builtin_trap();
}

}  // namespace

FUZZ_TARGET(sps_parser_fuzz)(base::ByteView input) {
  check(media::parse_h264_sps(input));
  check(media::parse_h265_sps(input));
}

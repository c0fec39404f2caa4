// parse_thumbnail_job() must survive any bytes and be an exact inverse.
#include "nvr/worker/job_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/storage/round_trip.h"

FUZZ_TARGET(job_format_fuzz)(base::ByteView input) {
  fuzz::round_trip(input, nvr::parse_thumbnail_job);
}

// parse_thumbnail_job() must survive any bytes and be an exact inverse.
#include "nvr/worker/job_format.h"
#include "tests/fuzz/storage/round_trip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::round_trip({data, size}, nvr::parse_thumbnail_job);
  return 0;
}

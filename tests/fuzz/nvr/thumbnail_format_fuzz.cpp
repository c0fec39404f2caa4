// parse_thumbnail_header() must survive any bytes and be an exact inverse; opening any file is an
// error or a picture, never more.
#include <cstdlib>

#include "nvr/thumbnail/thumbnail_format.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(thumbnail_format_fuzz)(base::ByteView bytes) {
  const auto header = nvr::parse_thumbnail_header(bytes);
  if (header) {
    const auto again = nvr::marshal_thumbnail_header(header->name, header->nonce);
    if (again != base::Bytes{bytes.begin(), bytes.end()}) std::abort();
  }
  const auto key = crypto::Secret::copy_of(base::Bytes(32, 1));
  if (nvr::open_thumbnail({}, key, bytes)) std::abort();  // nobody sealed these
}

// Transport must survive any text; what parses is written to what parses to the same.
#include "media/rtsp/transport_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/media/require.h"

FUZZ_TARGET(transport_format_fuzz)(base::ByteView input) {
  const auto transports = media::parse_transports(base::as_text(input));
  if (!transports) return;
  for (const auto& transport : *transports) {
    const auto again = media::parse_transports(to_string(transport));
    fuzz::require(again && again->size() == 1 && again->front() == transport);
  }
}

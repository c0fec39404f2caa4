// Transport must survive any text; what parses is written to what parses to the same.
#include "media/rtsp/transport_format.h"
#include "tests/fuzz/media/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto transports = media::parse_transports(base::as_text({data, size}));
  if (!transports) return 0;
  for (const auto& transport : *transports) {
    const auto again = media::parse_transports(to_string(transport));
    fuzz::require(again && again->size() == 1 && again->front() == transport);
  }
  return 0;
}

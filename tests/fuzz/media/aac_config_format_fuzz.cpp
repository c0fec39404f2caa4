// AAC configurations must survive any bytes; what parses marshals to what parses to the same.
#include "media/audio/aac_config_format.h"
#include "tests/fuzz/media/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto config = media::parse_aac_config({data, size});
  if (!config) return 0;
  const auto again = media::parse_aac_config(media::marshal(*config));
  fuzz::require(again && *again == *config);
  return 0;
}

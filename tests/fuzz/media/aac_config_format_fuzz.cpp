// AAC configurations must survive any bytes; what parses marshals to what parses to the same.
#include "media/audio/aac_config_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/media/require.h"

FUZZ_TARGET(aac_config_format_fuzz)(base::ByteView input) {
  const auto config = media::parse_aac_config(input);
  if (!config) return;
  const auto again = media::parse_aac_config(media::marshal(*config));
  fuzz::require(again && *again == *config);
}

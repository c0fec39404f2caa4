// An init segment of any bytes: read, relabelled for a browser, or refused.
#include "base/bytes.h"
#include "media/mp4/delivery.h"
#include "media/mp4/init_parser.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(init_parser_fuzz)(base::ByteView input) {
  (void)media::parse_init(input).has_value();
  const auto delivery = media::init_for_browser(input);
  if (!delivery) return;
  // What we deliver can be read, and relabelling it again changes nothing.
  const auto again = media::init_for_browser(delivery->bytes);
  if (!again || again->bytes != delivery->bytes || again->mime != delivery->mime) __builtin_trap();
}

// Fields of Digest must survive any text; what parses is written to what parses to the same.
#include "base/bytes.h"
#include "tests/fuzz/fuzz_target.h"
#include "web/http/digest_format.h"

FUZZ_TARGET(digest_format_fuzz)(base::ByteView input) {
  const std::string_view text = base::as_text(input);
  for (const auto& challenge : http::parse_digest_challenges(text)) {
    const std::string written = to_string(challenge);
    // Written out, it may have grown past the limit.
    if (written.size() > http::kDigestFieldBytesMax) continue;
    if (http::parse_digest_challenges(written) != std::vector{challenge}) __builtin_trap();
  }
  const auto credentials = http::parse_digest_credentials(text);
  if (!credentials) return;
  const std::string written = to_string(*credentials);
  if (written.size() > http::kDigestFieldBytesMax) return;
  if (http::parse_digest_credentials(written) != credentials) __builtin_trap();
}

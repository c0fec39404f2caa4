// Fields of Digest must survive any text; what parses is written to what parses to the same.
#include "base/bytes.h"
#include "web/http/digest_format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = base::as_text({data, size});
  for (const auto& challenge : http::parse_digest_challenges(text)) {
    const std::string written = to_string(challenge);
    // Written out, it may have grown past the limit.
    if (written.size() > http::kDigestFieldBytesMax) continue;
    if (http::parse_digest_challenges(written) != std::vector{challenge}) __builtin_trap();
  }
  const auto credentials = http::parse_digest_credentials(text);
  if (!credentials) return 0;
  const std::string written = to_string(*credentials);
  if (written.size() > http::kDigestFieldBytesMax) return 0;
  if (http::parse_digest_credentials(written) != credentials) __builtin_trap();
  return 0;
}

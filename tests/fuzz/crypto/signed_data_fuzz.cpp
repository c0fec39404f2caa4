// verify_cms() must survive any bytes, and trust nothing without a root.
#include "crypto/cms/signed_data.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(signed_data_fuzz)(base::ByteView input) {
  const base::Bytes content{'c', 'o', 'n', 't', 'e', 'n', 't'};
  const base::WallTime at{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};
  const auto verdict = crypto::verify_cms(input, crypto::content_of(content), {}, at);
  if (verdict && verdict->ok()) __builtin_trap();
}

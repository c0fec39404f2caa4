// A keystore, and what is sealed in it, must survive any bytes and be exact inverses. The input
// lacks the SHA-256 at the end, which a fuzzer could not guess.
#include <algorithm>

#include "appliance/keeper/keystore_format.h"
#include "crypto/hash/sha2.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(keystore_format_fuzz)(base::ByteView unchecked) {
  base::Bytes input{unchecked.begin(), unchecked.end()};
  base::append(input, crypto::sha256(unchecked));
  if (const auto file = appliance::parse_keystore(input)) {
    if (marshal(*file) != input) __builtin_trap();
    if (sealing_context(*file).size() > input.size()) __builtin_trap();
  }
  if (const auto part = appliance::parse_private_part(unchecked)) {
    if (!std::ranges::equal(marshal(*part).reveal(), unchecked)) __builtin_trap();
  }
}

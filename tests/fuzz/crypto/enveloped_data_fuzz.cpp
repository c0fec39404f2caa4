// decrypt_cms() must survive any bytes; the passphrase of the seeds opens nothing else.
#include "crypto/cms/enveloped_data.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(enveloped_data_fuzz)(base::ByteView input) {
  const auto passphrase = crypto::Secret::copy_of(std::string_view{"not the seed's"});
  if (crypto::decrypt_cms(input, passphrase)) __builtin_trap();
}

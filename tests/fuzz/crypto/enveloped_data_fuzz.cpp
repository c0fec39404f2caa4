// decrypt_cms() must survive any bytes; the passphrase of the seeds opens nothing else.
#include "crypto/cms/enveloped_data.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto passphrase = crypto::Secret::copy_of(std::string_view{"not the seed's"});
  if (crypto::decrypt_cms({data, size}, passphrase)) __builtin_trap();
  return 0;
}

#include "appliance/accounts/device_key.h"

#include "crypto/aead/aead.h"
#include "crypto/kdf/hkdf.h"

namespace appliance {
namespace {

constexpr std::size_t kCredentialSizeMax = 4096;

base::Result<crypto::Secret> key_file(base::FileSystem& files, const std::string& path) {
  auto found = base::read_small_file(files, path, crypto::kAeadKeyBytes);
  if (found) {
    if (found->size() != crypto::kAeadKeyBytes) {
      return base::Error{base::ErrorKind::Corrupt, path + " is no key"};
    }
    return crypto::Secret::take(*std::move(found));
  }
  if (found.error().kind != base::ErrorKind::NotFound) return found.error();
  crypto::Secret made = crypto::Secret::random(crypto::kAeadKeyBytes);
  RETURN_IF_ERROR(base::write_file_atomically(files, path, made.reveal()));
  return made;
}

}  // namespace

base::Result<crypto::Secret> device_key(base::FileSystem& files,
                                        const base::Credentials& credentials,
                                        std::string_view program, const std::string& directory) {
  const std::string name{program};
  const auto credential = credentials.open(name + "-key", kCredentialSizeMax);
  if (!credential) {
    if (credential.error().kind != base::ErrorKind::NotFound) return credential.error();
    return key_file(files, directory + "/" + name + ".key");
  }
  if (credential->size() < kDeviceCredentialBytesMin) {
    return base::Error{base::ErrorKind::InvalidInput, name + "-key has at least 32 bytes"};
  }
  crypto::Secret given{credential->size()};
  RETURN_IF_ERROR(credential->read_into(given.reveal_for_writing()));
  return crypto::hkdf({}, given.reveal(), base::as_bytes("custody " + name + " key v1"),
                      crypto::kAeadKeyBytes);
}

}  // namespace appliance

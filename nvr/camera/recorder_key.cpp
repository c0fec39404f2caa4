#include "nvr/camera/recorder_key.h"

#include "crypto/aead/aead.h"
#include "crypto/kdf/hkdf.h"

namespace nvr {
namespace {

constexpr const char* kKeyFile = "/recorder.key";
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

base::Result<crypto::Secret> recorder_key(base::FileSystem& files,
                                          const base::Credentials& credentials,
                                          const std::string& directory) {
  const auto credential = credentials.open("recorder-key", kCredentialSizeMax);
  if (!credential) {
    if (credential.error().kind != base::ErrorKind::NotFound) return credential.error();
    return key_file(files, directory + kKeyFile);
  }
  if (credential->size() < kRecorderCredentialBytesMin) {
    return base::Error{base::ErrorKind::InvalidInput, "recorder-key has at least 32 bytes"};
  }
  crypto::Secret given{credential->size()};
  RETURN_IF_ERROR(credential->read_into(given.reveal_for_writing()));
  return crypto::hkdf({}, given.reveal(), base::as_bytes("custody recorder key v1"),
                      crypto::kAeadKeyBytes);
}

}  // namespace nvr

#include "camera-fw/provision/factory_ca.h"

#include <poll.h>

#include <utility>

#include "crypto/x509/certificate_builder.h"

namespace camera_fw {
namespace {

constexpr std::chrono::days kFactoryCaLife{365 * 20};
constexpr std::chrono::hours kFactoryStartsBefore{1};  // a camera's clock may be behind
constexpr int kLockTries = 200;
constexpr int kLockPauseMs = 50;

// Start-up only: nothing runs yet that could be held up.
base::Result<std::unique_ptr<base::FileLock>> wait_for_lock(base::FileSystem& files,
                                                            const std::string& path) {
  for (int i = 0;; ++i) {
    auto lock = files.lock(path);
    if (lock || lock.error().kind != base::ErrorKind::Unavailable || i == kLockTries) return lock;
    (void)::poll(nullptr, 0, kLockPauseMs);
  }
}

// The certificate is written last: with it the authority is complete.
base::Result<FactoryCa> make_factory_ca(base::FileSystem& files, const std::string& key_path,
                                        const std::string& certificate_path, base::WallTime now) {
  ASSIGN_OR_RETURN(auto key, crypto::PrivateKey::generate(crypto::KeyKind::EcP256));
  crypto::CertificateFields fields;
  fields.subject.organization = "Custody";
  fields.subject.common_name = "Custody demo factory CA";
  fields.not_before = now - kFactoryStartsBefore;
  fields.not_after = now + kFactoryCaLife;
  fields.profile = crypto::CertificateProfile::Ca;
  fields.path_len = 0;
  ASSIGN_OR_RETURN(auto certificate, crypto::self_sign(key, fields));
  ASSIGN_OR_RETURN(const crypto::Secret pem, key.to_pem());
  RETURN_IF_ERROR(base::write_file_atomically(files, key_path, pem.reveal()));
  RETURN_IF_ERROR(
      base::write_file_atomically(files, certificate_path, base::as_bytes(certificate.to_pem())));
  return FactoryCa{std::move(key), std::move(certificate)};
}

}  // namespace

base::Result<FactoryCa> load_or_make_factory_ca(base::FileSystem& files,
                                                const std::string& directory, base::WallTime now) {
  const std::string key_path = directory + "/factory-ca.key";
  const std::string certificate_path = directory + "/factory-ca.pem";
  RETURN_IF_ERROR(base::make_directories(files, directory, base::Access::Private));
  ASSIGN_OR_RETURN(const auto lock, wait_for_lock(files, directory + "/lock"));

  const auto pem = base::read_small_file(files, certificate_path, crypto::kCertificateBytesMax);
  if (!pem && pem.error().kind == base::ErrorKind::NotFound) {
    return make_factory_ca(files, key_path, certificate_path, now);
  }
  if (!pem) return pem.error();
  ASSIGN_OR_RETURN(auto certificate, crypto::Certificate::from_pem(*pem));
  auto secret = base::read_small_file(files, key_path, crypto::kPrivateKeyBytesMax);
  if (!secret) return base::Error{base::ErrorKind::Corrupt, "the factory CA has lost its key"};
  ASSIGN_OR_RETURN(auto key,
                   crypto::PrivateKey::from_pem(crypto::Secret::take(*std::move(secret))));
  if (!certificate.matches_key(key)) {
    return base::Error{base::ErrorKind::Corrupt, certificate_path + " is not of " + key_path};
  }
  return FactoryCa{std::move(key), std::move(certificate)};
}

}  // namespace camera_fw

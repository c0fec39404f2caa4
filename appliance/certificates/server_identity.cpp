#include "appliance/certificates/server_identity.h"

#include <utility>

#include "crypto/x509/certificate_builder.h"

namespace appliance {
namespace {

using crypto::Certificate;
using crypto::PrivateKey;

// A clock may be a little behind where the certificate is looked at.
constexpr std::chrono::hours kStartsBefore{1};

base::Result<PrivateKey> make_key(base::FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(PrivateKey key, PrivateKey::generate(crypto::KeyKind::EcP256));
  ASSIGN_OR_RETURN(const crypto::Secret pem, key.to_pem());
  RETURN_IF_ERROR(base::write_file_atomically(files, path, pem.reveal()));
  return key;
}

base::Result<PrivateKey> load_key(base::FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(base::Bytes pem,
                   base::read_small_file(files, path, crypto::kPrivateKeyBytesMax));
  return PrivateKey::from_pem(crypto::Secret::take(std::move(pem)));
}

base::Result<Certificate> make_certificate(base::FileSystem& files, const std::string& path,
                                           const PrivateKey& key, const SelfSignedOptions& options,
                                           base::WallTime now) {
  crypto::CertificateFields fields;
  fields.subject.common_name = options.common_name;
  fields.names = options.names;
  fields.not_before = now - kStartsBefore;
  fields.not_after = now + options.life;
  ASSIGN_OR_RETURN(Certificate certificate, crypto::self_sign(key, fields));
  RETURN_IF_ERROR(base::write_file_atomically(files, path, base::as_bytes(certificate.to_pem())));
  return certificate;
}

// Only what was signed here is replaced here; an installed certificate is its owner's business.
bool needs_renewal(const Certificate& certificate, const SelfSignedOptions& options,
                   base::WallTime now) {
  const bool own = certificate.subject() == certificate.issuer();
  return own && (now > certificate.not_after() - options.renew_before ||
                 now < certificate.not_before() || certificate.alt_names() != options.names);
}

}  // namespace

base::Result<ServerIdentity> load_or_make_identity(base::FileSystem& files,
                                                   const std::string& directory,
                                                   const SelfSignedOptions& options,
                                                   base::WallTime now) {
  const std::string key_path = directory + "/server.key";
  const std::string chain_path = directory + "/server.pem";
  RETURN_IF_ERROR(base::make_directories(files, directory, base::Access::Private));

  const auto pem = base::read_small_file(files, chain_path, crypto::kCertificateBytesMax);
  if (!pem && pem.error().kind != base::ErrorKind::NotFound) return pem.error();

  auto key = load_key(files, key_path);
  const bool no_key = !key && key.error().kind == base::ErrorKind::NotFound;
  if (no_key && pem) {
    return base::Error{base::ErrorKind::Corrupt, chain_path + " is there without its key"};
  }
  if (no_key) key = make_key(files, key_path);
  if (!key) return std::move(key).error();

  std::vector<Certificate> chain;
  if (pem) {
    ASSIGN_OR_RETURN(chain, crypto::parse_chain_pem(*pem));
    if (!chain.front().matches_key(*key)) {
      return base::Error{base::ErrorKind::Corrupt, chain_path + " is not of " + key_path};
    }
  }
  if (chain.empty() || needs_renewal(chain.front(), options, now)) {
    ASSIGN_OR_RETURN(const Certificate made,
                     make_certificate(files, chain_path, *key, options, now));
    chain.assign(1, made);
  }
  return ServerIdentity{*std::move(key), std::move(chain)};
}

}  // namespace appliance

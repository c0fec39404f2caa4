#include "storage/chain/signing_keys.h"

#include <algorithm>
#include <utility>

#include "crypto/x509/certificate.h"
#include "storage/chain/archive_signature.h"
#include "storage/chain/chain.h"
#include "storage/chain/chain_line_format.h"
#include "storage/volume/archive_paths.h"

namespace storage {
namespace {

constexpr std::size_t kKeyFilesMax = 1000;
constexpr std::size_t kKeyFileBytesMax = 4096;
constexpr std::string_view kKeyFileEnd = ".key";

}  // namespace

base::Result<EvidenceSigner> evidence_signer(
    base::Bytes certificate, std::function<base::Result<Signature>(base::ByteView message)> sign) {
  ASSIGN_OR_RETURN(const auto parsed, crypto::Certificate::from_der(certificate));
  ASSIGN_OR_RETURN(const crypto::PublicKey key, parsed.public_key());
  ASSIGN_OR_RETURN(const Point point, point_of(key));
  return EvidenceSigner{{key_id_of(point), std::move(sign)}, std::move(certificate)};
}

SigningKeys::SigningKeys(base::FileSystem& files, std::string directory, SignedLog log)
    : files_{files}, directory_{std::move(directory)}, log_{std::move(log)} {}

base::Result<SigningKeys> SigningKeys::open(base::FileSystem& files, std::string directory,
                                            SignedLog log, base::Ticks now) {
  SigningKeys keys{files, std::move(directory), std::move(log)};
  RETURN_IF_ERROR(keys.load(now));
  return keys;
}

std::string SigningKeys::file_of(const base::Id& key) const {
  return joined(directory_, base::to_string(key) + std::string{kKeyFileEnd});
}

base::Result<void> SigningKeys::load(base::Ticks now) {
  const Signers known = signers();
  if (known.fault()) {
    return base::Error{base::ErrorKind::Corrupt, "signers log: " + *known.fault()};
  }
  if (known.newest()) {
    auto der = base::read_small_file(files_, file_of(known.newest()->key), kKeyFileBytesMax);
    if (der) {
      const auto secret = crypto::Secret::take(*std::move(der));
      ASSIGN_OR_RETURN(SigningKey key, SigningKey::from_pkcs8(secret, known.newest()->from));
      if (key.id() != known.newest()->key) return corrupt("a key file with another key");
      current_ = std::make_shared<const SigningKey>(std::move(key));
    } else if (der.error().kind != base::ErrorKind::NotFound) {
      return der.error();
    }
  }
  ASSIGN_OR_RETURN(const auto entries, files_.list(directory_, kKeyFilesMax));
  for (const base::DirectoryEntry& entry : entries) {
    if (current_ && joined(directory_, entry.name) == file_of(current_->id())) continue;
    // A key that a newer one replaced, that never came to be certified, or a draft of one.
    if (!entry.name.ends_with(kKeyFileEnd) && !entry.name.ends_with(".new")) continue;
    RETURN_IF_ERROR(files_.remove_file(joined(directory_, entry.name)));
  }
  RETURN_IF_ERROR(files_.sync_directory(directory_));
  if (!current_) return {};
  for (const auto& [id, signer] : known.all()) {
    if (id != current_->id() && !signer.destroyed) RETURN_IF_ERROR(destroy(id, now));
  }
  return {};
}

bool SigningKeys::due(base::Ticks now) const {
  // A clock that went back is no reason for a new key: it would be from before the old one.
  return !current_ || base::day_of(now) > base::day_of(current_->from());
}

base::Result<std::shared_ptr<const SigningKey>> SigningKeys::make_key(base::Ticks now) {
  ASSIGN_OR_RETURN(SigningKey made, SigningKey::generate(now));
  const crypto::Secret der = made.to_pkcs8();
  RETURN_IF_ERROR(base::write_file_atomically(files_, file_of(made.id()), der.reveal()));
  return std::make_shared<const SigningKey>(std::move(made));
}

base::Result<void> SigningKeys::certify(std::shared_ptr<const SigningKey> key,
                                        const LineSigner& signer, base::Bytes certificate,
                                        base::Ticks now) {
  const auto newest = signers().newest();
  const Signer said{.key = key->id(),
                    .previous = newest ? newest->key : base::Id{},
                    .from = now,
                    .public_key = key->public_key(),
                    .certificate = std::move(certificate)};
  const NewLine line{static_cast<std::uint8_t>(SignersLine::Signer), marshal(said)};
  RETURN_IF_ERROR(log_.append({&line, 1}, now, signer));
  if (current_) old_.push_back(current_);
  current_ = std::move(key);
  return {};
}

base::Result<void> SigningKeys::begin(const EvidenceSigner& evidence, base::Ticks now) {
  if (current_) return base::Error{base::ErrorKind::Exists, "there is a signing key"};
  if (evidence.certificate.size() > kCertificateBytesMax) {
    return base::Error{base::ErrorKind::InvalidInput, "the evidence certificate is too long"};
  }
  ASSIGN_OR_RETURN(auto key, make_key(now));
  RETURN_IF_ERROR(certify(std::move(key), evidence.signer, evidence.certificate, now));
  // Keys that were lost are gone for good; a line says so, now that there is a key to sign it.
  const Signers known = signers();
  for (const auto& [id, signer] : known.all()) {
    if (id != current_->id() && !signer.destroyed) RETURN_IF_ERROR(destroy(id, now));
  }
  return {};
}

base::Result<void> SigningKeys::renew(base::Ticks now) {
  if (!current_) return base::Error{base::ErrorKind::NotFound, "there is no signing key yet"};
  const std::shared_ptr<const SigningKey> previous = current_;
  ASSIGN_OR_RETURN(auto key, make_key(now));
  return certify(std::move(key), previous->line_signer(), {}, now);
}

base::Result<void> SigningKeys::destroy(const base::Id& key, base::Ticks now) {
  const auto removed = files_.remove_file(file_of(key));
  if (!removed && removed.error().kind != base::ErrorKind::NotFound) return removed.error();
  RETURN_IF_ERROR(files_.sync_directory(directory_));
  const NewLine line{static_cast<std::uint8_t>(SignersLine::Destroyed),
                     marshal(Destroyed{key, now})};
  return log_.append({&line, 1}, now, current_->line_signer());
}

base::Result<void> SigningKeys::destroy_unused(base::Ticks now) {
  while (!old_.empty()) {
    const auto unused =
        std::ranges::find_if(old_, [](const auto& key) { return key.use_count() == 1; });
    if (unused == old_.end()) return {};
    const base::Id id = (*unused)->id();
    old_.erase(unused);
    RETURN_IF_ERROR(destroy(id, now));
  }
  return {};
}

}  // namespace storage

#include "appliance/keeper/site_keys.h"

#include <algorithm>

#include "appliance/certificates/site_ca.h"
#include "storage/chain/archive_signature.h"

namespace appliance {
namespace {

constexpr std::size_t kSiteNameBytes = 4;  // of the store's id: enough for people to tell apart

}  // namespace

base::Result<SiteKeys> generate_site_keys() {
  ASSIGN_OR_RETURN(auto site, crypto::HpkePrivateKey::generate());
  ASSIGN_OR_RETURN(auto recovery, crypto::HpkePrivateKey::generate());
  ASSIGN_OR_RETURN(auto evidence, crypto::PrivateKey::generate(crypto::KeyKind::EcP256));
  ASSIGN_OR_RETURN(auto site_ca, crypto::PrivateKey::generate(crypto::KeyKind::EcP256));
  ASSIGN_OR_RETURN(auto journal, crypto::PrivateKey::generate(crypto::KeyKind::EcP256));
  return SiteKeys{std::move(site), std::move(recovery), std::move(evidence), std::move(site_ca),
                  std::move(journal)};
}

KeystorePrivatePart to_private_part(const SiteKeys& keys) {
  KeystorePrivatePart part;
  part.site = keys.site.to_secret();
  if (keys.recovery) part.recovery = keys.recovery->to_secret();
  part.evidence = keys.evidence.to_pkcs8_der();
  part.site_ca = keys.site_ca.to_pkcs8_der();
  part.journal = keys.journal.to_pkcs8_der();
  return part;
}

base::Result<SiteKeys> to_site_keys(KeystorePrivatePart part) {
  ASSIGN_OR_RETURN(auto site, crypto::HpkePrivateKey::from(std::move(part.site)));
  std::optional<crypto::HpkePrivateKey> recovery;
  if (!part.recovery.empty()) {
    ASSIGN_OR_RETURN(recovery, crypto::HpkePrivateKey::from(std::move(part.recovery)));
  }
  ASSIGN_OR_RETURN(auto evidence, crypto::PrivateKey::from_pkcs8_der(part.evidence));
  ASSIGN_OR_RETURN(auto site_ca, crypto::PrivateKey::from_pkcs8_der(part.site_ca));
  ASSIGN_OR_RETURN(auto journal, crypto::PrivateKey::from_pkcs8_der(part.journal));
  return SiteKeys{std::move(site), std::move(recovery), std::move(evidence), std::move(site_ca),
                  std::move(journal)};
}

base::Result<KeystorePublicPart> make_public_part(const SiteKeys& keys, const base::Id& store,
                                                  base::WallTime now) {
  const std::string site = base::hex(base::ByteView{store.bytes}.first(kSiteNameBytes));
  ASSIGN_OR_RETURN(const auto ca, make_site_ca(keys.site_ca, site, now));
  ASSIGN_OR_RETURN(const auto evidence,
                   certify_evidence_key(ca, keys.site_ca, keys.evidence.public_key(), site, now));
  KeystorePublicPart part;
  part.store = store;
  part.created = base::to_ticks(now);
  part.site = point_of(keys.site.public_key());
  part.recovery = point_of(keys.recovery->public_key());
  ASSIGN_OR_RETURN(part.journal, storage::point_of(keys.journal.public_key()));
  part.evidence_certificate = evidence.to_der();
  part.ca_certificate = ca.to_der();
  return part;
}

storage::Point point_of(const crypto::HpkePublicKey& key) {
  storage::Point point{};
  std::ranges::copy(key.bytes(), point.begin());
  return point;
}

}  // namespace appliance

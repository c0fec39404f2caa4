#include "storage/chain/signers.h"

#include <algorithm>

#include "crypto/x509/certificate.h"
#include "storage/chain/archive_signature.h"
#include "storage/chain/chain.h"
#include "storage/segment/segment_format.h"

namespace storage {
namespace {

// A segment that was opened under a key goes on under it, and clocks are set by a little.
constexpr auto kKeyUseMax =
    std::chrono::duration_cast<base::TickDuration>(kSegmentLengthMax + std::chrono::minutes{1});

struct EvidenceKey {
  crypto::PublicKey key;
  Point point{};
};

base::Result<EvidenceKey> evidence_key_in(const Signer& signer) {
  ASSIGN_OR_RETURN(const auto certificate, crypto::Certificate::from_der(signer.certificate));
  ASSIGN_OR_RETURN(const crypto::PublicKey key, certificate.public_key());
  ASSIGN_OR_RETURN(const Point point, point_of(key));
  return EvidenceKey{key, point};
}

bool line_is_signed_by(const ReadLine& line, const crypto::PublicKey& key) {
  return verify_archive_signature(key, line.message(), line.signature).has_value();
}

}  // namespace

Signers Signers::read(const std::vector<ReadLine>& lines) {
  Signers signers;
  for (const ReadLine& line : lines) {
    if (signers.take(line)) continue;
    signers.fault_ = "line " + std::to_string(line.header.number) + " is not rightly signed";
    break;
  }
  return signers;
}

bool Signers::take(const ReadLine& line) {
  const auto kind = static_cast<SignersLine>(line.header.kind);
  if (kind == SignersLine::Signer) return take_signer(line);
  const auto signed_by = keys_.find(line.header.signing_key);
  if (signed_by == keys_.end() || !line_is_signed_by(line, signed_by->second.key)) return false;
  if (kind != SignersLine::Destroyed) return is_ignorable_line(line.header.kind);
  const auto destroyed = parse_destroyed(line.body);
  if (!destroyed) return false;
  const auto key = keys_.find(destroyed->key);
  if (key == keys_.end()) return false;
  key->second.destroyed = destroyed->time;
  return true;
}

bool Signers::take_signer(const ReadLine& line) {
  const auto signer = parse_signer(line.body);
  if (!signer || key_id_of(signer->public_key) != signer->key || keys_.contains(signer->key)) {
    return false;
  }
  const auto key = public_key_of(signer->public_key);
  if (!key) return false;
  const auto previous = keys_.find(line.header.signing_key);
  if (previous != keys_.end()) {
    if (previous->second.destroyed || !line_is_signed_by(line, previous->second.key)) return false;
  } else {
    const auto evidence = evidence_key_in(*signer);
    if (!evidence || key_id_of(evidence->point) != line.header.signing_key ||
        !line_is_signed_by(line, evidence->key)) {
      return false;
    }
    roots_.push_back(evidence->point);
  }
  if (newest_) keys_.at(newest_->key).until = signer->from;
  keys_.emplace(signer->key, KnownSigner{*key, signer->public_key, signer->from, {}, {}});
  if (!first_) first_ = *signer;
  newest_ = *signer;
  return true;
}

const KnownSigner* Signers::find(const base::Id& key) const {
  const auto found = keys_.find(key);
  return found == keys_.end() ? nullptr : &found->second;
}

bool Signers::begins_with(const Point& key) const {
  return first_ && (first_->public_key == key || (!roots_.empty() && roots_.front() == key));
}

Signers::Says Signers::check(const base::Id& key, base::Ticks time, base::ByteView message,
                             const Signature& signature) const {
  const KnownSigner* signer = find(key);
  if (signer == nullptr) return Says::UnknownKey;
  if (!verify_archive_signature(signer->key, message, signature)) return Says::Bad;
  const bool late =
      signer->until.is_known() && time.count > signer->until.count + kKeyUseMax.count();
  return time < signer->from || late ? Says::WrongTime : Says::Good;
}

}  // namespace storage

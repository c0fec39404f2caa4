#include "crypto/x509/revocation_check.h"

#include <cstddef>

namespace crypto {
namespace {

bool is_compromise(RevocationReason reason) {
  return reason == RevocationReason::KeyCompromise || reason == RevocationReason::CaCompromise ||
         reason == RevocationReason::AaCompromise;
}

// A thief chooses the time his signature shows, so the date of a compromise's discovery helps
// nobody; the date of the loss does.
bool was_revoked(const Revocation& revocation, base::WallTime at) {
  if (revocation.reason == RevocationReason::RemoveFromCrl) return false;
  if (is_compromise(revocation.reason)) {
    return !revocation.invalid_since || *revocation.invalid_since <= at;
  }
  return revocation.time <= at;
}

// CAs drop expired certificates from their lists, so a list made after that says nothing.
bool can_speak_of(const Crl& crl, const Certificate& certificate) {
  return crl.this_update() <= certificate.not_after();
}

struct ListsOfOne {
  bool any = false;
  bool fresh = false;
  std::optional<Revocation> revocation;
};

ListsOfOne look_up(const Certificate& certificate, const Certificate& issuer,
                   std::span<const Crl> crls, base::WallTime at) {
  ListsOfOne out;
  for (const Crl& crl : crls) {
    if (!crl.is_signed_by(issuer)) continue;
    const auto entry = crl.find(certificate);
    if (entry && was_revoked(*entry, at)) out.revocation = entry;
    if (!can_speak_of(crl, certificate)) continue;
    out.any = true;
    if (crl.is_fresh(at)) out.fresh = true;
  }
  return out;
}

ChainVerdict failure(ChainStatus status, std::size_t depth, const char* reason) {
  return {.status = status, .depth = static_cast<int>(depth), .reason = reason};
}

}  // namespace

std::optional<ChainVerdict> check_revocation(std::span<const Certificate> chain,
                                             std::span<const Crl> crls, base::WallTime at,
                                             CrlRule rule) {
  if (rule == CrlRule::Ignore) return std::nullopt;
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    const ListsOfOne lists = look_up(chain[i], chain[i + 1], crls, at);
    if (lists.revocation) {
      ChainVerdict verdict = failure(ChainStatus::Revoked, i, "the certificate was revoked");
      verdict.revocation = lists.revocation;
      return verdict;
    }
    const bool required = rule == CrlRule::RequireAll || (rule == CrlRule::RequireLeaf && i == 0);
    if (!required || lists.fresh) continue;
    if (lists.any) {
      return failure(ChainStatus::CrlStale, i, "the issuer's revocation list is out of date");
    }
    return failure(ChainStatus::CrlMissing, i, "no revocation list of the issuer");
  }
  return std::nullopt;
}

}  // namespace crypto

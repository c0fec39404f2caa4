// A certificate revocation list (RFC 5280 section 5): complete, from the certificates' own issuer.
//
// Partial and indirect lists (delta, issuingDistributionPoint, unknown critical extensions) are
// refused, because taking one for a complete list would hide revocations. A cheap value, usable
// from any thread. Parsing says nothing about trust: is_signed_by() does, and verify_chain() asks.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/x509/certificate.h"

struct X509_crl_st;

namespace crypto {

inline constexpr std::size_t kCrlBytesMax = 4U << 20;

// RFC 5280 section 5.3.1, its numbers.
enum class RevocationReason {
  Unspecified = 0,
  KeyCompromise = 1,
  CaCompromise = 2,
  AffiliationChanged = 3,
  Superseded = 4,
  CessationOfOperation = 5,
  CertificateHold = 6,
  RemoveFromCrl = 8,
  PrivilegeWithdrawn = 9,
  AaCompromise = 10
};

std::string_view name_of(RevocationReason reason);  // "keyCompromise"

struct Revocation {
  base::WallTime time;
  RevocationReason reason = RevocationReason::Unspecified;
  std::optional<base::WallTime> invalid_since{};  // when the key is thought to have been lost
};

struct RevokedEntry {
  Certificate certificate;
  Revocation revocation;
};

struct CrlFields {
  base::WallTime this_update;
  base::WallTime next_update;
  std::uint64_t number = 1;  // grows with each list of one CA
  std::vector<RevokedEntry> revoked{};
};

class Crl {
 public:
  static base::Result<Crl> from_der(base::ByteView der);
  static base::Result<Crl> from_pem(base::ByteView pem);
  static base::Result<Crl> build(const Certificate& ca, const PrivateKey& ca_key,
                                 const CrlFields& fields);
  base::Bytes to_der() const;
  std::string to_pem() const;

  std::string issuer() const;
  base::WallTime this_update() const { return this_update_; }
  base::WallTime next_update() const { return next_update_; }
  bool is_fresh(base::WallTime at) const { return at <= next_update_; }

  // Whether `ca` issued this list: its name, its key, and its right to sign lists.
  bool is_signed_by(const Certificate& ca) const;

  // For a certificate of this list's issuer; anything else is not found.
  std::optional<Revocation> find(const Certificate& certificate) const;
  bool contains(const Certificate& certificate) const { return find(certificate).has_value(); }
  bool contains_serial(std::string_view serial_hex) const;

  X509_crl_st* native() const { return crl_.get(); }  // for crypto/ and TLS contexts only

 private:
  Crl(std::shared_ptr<X509_crl_st> crl, base::WallTime this_update, base::WallTime next_update);

  std::shared_ptr<X509_crl_st> crl_;
  base::WallTime this_update_;
  base::WallTime next_update_;
};

}  // namespace crypto

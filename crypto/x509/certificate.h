// An X.509 certificate (RFC 5280), parsed once and read-only.
//
// A cheap value: copies share one immutable certificate and may be used from any thread. Parsing
// says nothing about trust: that is verify_chain()'s (crypto/x509/chain_verifier.h). What a
// certificate says of itself is shown escaped, but remains the word of whoever made it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/keys/public_key.h"
#include "crypto/x509/subject_alt_names.h"

struct x509_st;

namespace crypto {

inline constexpr std::size_t kCertificateBytesMax = 1U << 20;
inline constexpr std::size_t kChainCertificatesMax = 32;

class Certificate {
 public:
  // One certificate in DER, nothing before or after.
  static base::Result<Certificate> from_der(base::ByteView der);
  // Exactly one PEM block and it is a certificate.
  static base::Result<Certificate> from_pem(base::ByteView pem);
  base::Bytes to_der() const;  // inverse of from_der()
  std::string to_pem() const;  // inverse of from_pem()

  std::string subject() const;  // RFC 2253 text, escaped
  std::string issuer() const;
  std::string common_name() const;  // of the subject; empty without
  std::string serial() const;       // lower-case hex
  base::WallTime not_before() const;
  base::WallTime not_after() const;  // kLatestTime when the certificate never expires
  SubjectAltNames alt_names() const;

  bool is_ca() const;
  bool claims_ca() const;               // basicConstraints say so; its key usage may say otherwise
  std::optional<int> path_len() const;  // only of a CA that limits it
  std::vector<std::string> key_usage() const;  // "digitalSignature", ...; empty: unrestricted
  std::vector<std::string> extended_key_usage() const;  // "serverAuth" or dotted; empty likewise

  // Refused where the key is of a kind we do not use; the certificate can still be shown.
  base::Result<PublicKey> public_key() const;
  std::string signature_algorithm() const;      // "ecdsa-with-SHA256"
  std::optional<std::string> weakness() const;  // why not to trust it: MD5, SHA-1, small RSA

  Fingerprint fingerprint() const;      // SHA-256 of to_der()
  Fingerprint key_fingerprint() const;  // SHA-256 of its SubjectPublicKeyInfo
  bool matches_key(const PrivateKey& key) const;

  friend bool operator==(const Certificate& a, const Certificate& b);

  // For crypto/ and TLS contexts only. from_native() takes its own reference.
  static base::Result<Certificate> from_native(x509_st& certificate);
  x509_st* native() const { return certificate_.get(); }

 private:
  Certificate(std::shared_ptr<x509_st> certificate, base::WallTime not_before,
              base::WallTime not_after);

  std::shared_ptr<x509_st> certificate_;
  base::WallTime not_before_;
  base::WallTime not_after_;
};

// One to kChainCertificatesMax certificates, in the order of the file.
base::Result<std::vector<Certificate>> parse_chain_pem(base::ByteView pem);

}  // namespace crypto

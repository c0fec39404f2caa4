// A certificate signing request (PKCS#10, RFC 2986): a name, a key, and the proof of having it.
//
// A cheap value. One that exists has a valid proof of possession: create() makes it and the parsers
// check it, after refusing kinds of key that nobody may certify.
#pragma once

#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/keys/public_key.h"
#include "crypto/x509/distinguished_name.h"
#include "crypto/x509/subject_alt_names.h"

struct X509_req_st;

namespace crypto {

inline constexpr std::size_t kRequestBytesMax = 64U << 10;

struct CertificateRequestFields {
  DistinguishedName subject{};
  SubjectAltNames names{};
};

class CertificateRequest {
 public:
  static base::Result<CertificateRequest> create(const PrivateKey& key,
                                                 const CertificateRequestFields& fields);
  static base::Result<CertificateRequest> from_der(base::ByteView der);
  static base::Result<CertificateRequest> from_pem(base::ByteView pem);
  base::Bytes to_der() const;
  std::string to_pem() const;

  std::string subject() const;               // RFC 2253 text, escaped
  DistinguishedName subject_fields() const;  // fields we do not use are left out
  SubjectAltNames alt_names() const;
  const PublicKey& public_key() const { return key_; }

  X509_req_st* native() const { return request_.get(); }  // for crypto/ only

 private:
  CertificateRequest(std::shared_ptr<X509_req_st> request, PublicKey key);

  std::shared_ptr<X509_req_st> request_;
  PublicKey key_;
};

}  // namespace crypto

// A small certificate world for tests: made anew by the code it tests, for nobody outside.
//
//   root CA ── intermediate CA ── server (localhost, 127.0.0.1, ::1), client, expired, wrong name,
//                                 revoked (on the intermediate's CRL)
//   other CA ── a server of the same name that nobody of ours trusts
#pragma once

#include <vector>

#include "base/clock.h"
#include "crypto/keys/private_key.h"
#include "crypto/x509/certificate.h"
#include "crypto/x509/certificate_builder.h"
#include "crypto/x509/crl.h"

namespace test_support {

// A certificate with its key.
struct Identity {
  crypto::PrivateKey key;
  crypto::Certificate certificate;
};

struct TestPki {
  base::WallTime now;  // what the dates are set around
  Identity root;
  Identity intermediate;
  Identity server;               // localhost, 127.0.0.1, ::1
  Identity client;               // CN "test client"
  Identity expired;              // as server, ended a day before `now`
  Identity wrong_name;           // a server called elsewhere.example
  Identity revoked;              // as server, revoked an hour before `now`
  crypto::Crl root_crl;          // revokes nothing
  crypto::Crl intermediate_crl;  // revokes `revoked`
  Identity other_root;
  Identity other_server;  // as server, issued by other_root

  // What a server sends below its own certificate.
  std::vector<crypto::Certificate> intermediates() const { return {intermediate.certificate}; }
  std::vector<crypto::Certificate> roots() const { return {root.certificate}; }
  std::vector<crypto::Crl> crls() const { return {root_crl, intermediate_crl}; }
};

// Valid around `now`: CAs ten years, the others a year, lists a week. Throws when it cannot.
TestPki make_test_pki(base::WallTime now);

// Made once per process around the real time, since making keys costs some milliseconds.
const TestPki& test_pki();

// One more certificate of `issuer`, with a fresh P-256 key. Empty times: a year around `now`.
crypto::CertificateFields test_fields(crypto::CertificateProfile profile, const char* common_name,
                                      base::WallTime now);
Identity make_identity(const Identity& issuer, const crypto::CertificateFields& fields,
                       crypto::KeyKind kind = crypto::KeyKind::EcP256);
Identity make_root(const char* common_name, base::WallTime now);

}  // namespace test_support

// TLS as the whole house speaks it: 1.3, and 1.2 with ECDHE and AEAD only. There is no switch for
// less (R114).
//
// X25519, P-256, P-384; no renegotiation, compression or early data; no resumption, so that every
// connection meets the certificates and revocation lists of today. Peers are always verified: a
// client checks chain, dates and name (or a pinned key), a server checks client certificates
// against its own list of CAs.
//
// A context is a cheap handle on something immutable: to change a certificate, make a new context
// and let new connections use it. Safe from any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/x509/certificate.h"
#include "crypto/x509/crl.h"

struct ssl_ctx_st;
struct ssl_st;

namespace crypto {

// One connection's TLS state, made by a context; whoever drives it takes it over with release().
struct TlsConnectionFree {
  void operator()(ssl_st* connection) const;
};
using TlsConnection = std::unique_ptr<ssl_st, TlsConnectionFree>;

inline constexpr std::size_t kTlsClientCasMax = 16;

// Whom to believe. An issuer without a CRL here is not checked for revocation; one whose CRL is out
// of date vouches for nobody (R112).
struct TlsTrust {
  std::vector<Certificate> roots;
  std::vector<Crl> crls;
};

enum class ClientCertificates { None, Request, Require };

struct TlsServerOptions {
  std::vector<Certificate> chain;  // the server's own first, then towards its root
  ClientCertificates client_certificates = ClientCertificates::None;
  TlsTrust client_trust;  // up to kTlsClientCasMax roots; needed unless None
  std::vector<std::string> protocols = {"http/1.1"};  // ALPN, by preference; no overlap, no session
};

struct TlsClientOptions {
  TlsTrust trust;
  // When given, the server's key must be one of these SHA-256 of SubjectPublicKeyInfo. Without
  // roots the pin alone decides, for peers that made their certificate themselves.
  std::vector<Fingerprint> pinned_keys;
  // The same for the whole certificate: SHA-256 of its DER, which is what people compare.
  std::vector<Fingerprint> pinned_certificates;
  // Takes whatever certificate comes, so that somebody can be shown whose it is and decide. Such a
  // connection proves nothing; not together with roots or pins.
  bool any_certificate = false;
  std::vector<Certificate> chain;   // the client's own, when the server wants one
  const PrivateKey* key = nullptr;  // of `chain`; only used during the call
  std::vector<std::string> protocols = {"http/1.1"};
};

class TlsContext {
 public:
  // InvalidInput: key and certificate do not match, are too weak, or nothing is trusted.
  static base::Result<TlsContext> server(const PrivateKey& key, const TlsServerOptions& options);
  static base::Result<TlsContext> client(const TlsClientOptions& options);

  base::Result<TlsConnection> new_server_connection() const;
  // `host` is a name or an IP address; the certificate must be for it.
  base::Result<TlsConnection> new_client_connection(const std::string& host) const;

  ssl_ctx_st* native() const { return context_.get(); }

 private:
  explicit TlsContext(std::shared_ptr<ssl_ctx_st> context) : context_{std::move(context)} {}

  std::shared_ptr<ssl_ctx_st> context_;
};

}  // namespace crypto

// What was agreed in a TLS handshake, for policy, journal and display.
#pragma once

#include <optional>
#include <string>

#include "crypto/x509/certificate.h"

struct ssl_st;

namespace crypto {

struct TlsSession {
  std::string version;               // "TLSv1.3"
  std::string suite;                 // "TLS_AES_256_GCM_SHA384"
  std::string application_protocol;  // by ALPN; empty when none was agreed
  std::string server_name;           // by SNI; empty when the client sent none
  std::optional<Certificate> peer;   // verified; a server has it only when the client sent one
};

TlsSession describe_session(const ssl_st& connection);  // after the handshake

// Why the peer's certificate was refused, in OpenSSL's fixed words; empty when it was not.
std::string verification_failure(const ssl_st& connection);

}  // namespace crypto

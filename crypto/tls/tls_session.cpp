#include "crypto/tls/tls_session.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace crypto {

TlsSession describe_session(const ssl_st& connection) {
  TlsSession session;
  session.version = SSL_get_version(&connection);
  if (const SSL_CIPHER* cipher = SSL_get_current_cipher(&connection)) {
    session.suite = SSL_CIPHER_get_name(cipher);
  }
  const unsigned char* protocol = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(&connection, &protocol, &length);
  session.application_protocol = std::string{base::as_text({protocol, length})};
  if (const char* name = SSL_get_servername(&connection, TLSEXT_NAMETYPE_host_name)) {
    session.server_name = name;
  }
  if (X509* peer = SSL_get0_peer_certificate(&connection)) {
    auto certificate = Certificate::from_native(*peer);
    if (certificate) session.peer = *std::move(certificate);
  }
  return session;
}

std::string verification_failure(const ssl_st& connection) {
  const long result = SSL_get_verify_result(&connection);
  return result == X509_V_OK ? std::string{} : std::string{X509_verify_cert_error_string(result)};
}

}  // namespace crypto

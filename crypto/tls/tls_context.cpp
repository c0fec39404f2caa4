#include "crypto/tls/tls_context.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "crypto/openssl_error.h"
#include "crypto/tls/context_setup.h"

namespace crypto {
namespace {

bool is_ip_address(const std::string& host) {
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(host.c_str());
  ASN1_OCTET_STRING_free(address);
  return address != nullptr;
}

// SSL_set_tlsext_host_name() without the macro's cast; OpenSSL copies the name.
long set_server_name(SSL& connection, std::string host) {
  return SSL_ctrl(&connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                  host.data());
}

}  // namespace

void TlsConnectionFree::operator()(ssl_st* connection) const {
  SSL_free(connection);
}

base::Result<TlsContext> TlsContext::server(const PrivateKey& key,
                                            const TlsServerOptions& options) {
  const CleanErrorQueue clean;
  ASSIGN_OR_RETURN(auto context, new_context(TLS_server_method()));
  RETURN_IF_ERROR(use_identity(*context, options.chain, key));
  RETURN_IF_ERROR(offer_protocols(*context, options.protocols));
  if (options.client_certificates == ClientCertificates::None) return TlsContext{context};

  const TlsTrust& trust = options.client_trust;
  if (trust.roots.empty()) return refusal("client certificates are asked for, but no CA is given");
  if (trust.roots.size() > kTlsClientCasMax) return refusal("too many client CAs");
  RETURN_IF_ERROR(use_trust(*context, trust));
  for (const Certificate& root : trust.roots) {
    if (SSL_CTX_add_client_CA(context.get(), root.native()) != 1) return tls_failure("client CA");
  }
  const bool required = options.client_certificates == ClientCertificates::Require;
  const int mode = SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0);
  SSL_CTX_set_verify(context.get(), mode, &tolerate_missing_crl);
  return TlsContext{context};
}

base::Result<TlsContext> TlsContext::client(const TlsClientOptions& options) {
  const CleanErrorQueue clean;
  const bool pinned = !options.pinned_keys.empty() || !options.pinned_certificates.empty();
  if (options.any_certificate ? pinned || !options.trust.roots.empty()
                              : !pinned && options.trust.roots.empty()) {
    return refusal("a client trusts roots or pins, or asks for any certificate: one of the two");
  }
  ASSIGN_OR_RETURN(auto context, new_context(TLS_client_method()));
  if (options.key != nullptr) {
    RETURN_IF_ERROR(use_identity(*context, options.chain, *options.key));
  }
  RETURN_IF_ERROR(ask_for_protocols(*context, options.protocols));
  RETURN_IF_ERROR(use_trust(*context, options.trust));
  RETURN_IF_ERROR(use_pins(*context, {.keys = options.pinned_keys,
                                      .certificates = options.pinned_certificates,
                                      .any = options.any_certificate,
                                      .chain_too = !options.trust.roots.empty()}));
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, &tolerate_missing_crl);
  return TlsContext{context};
}

base::Result<TlsConnection> TlsContext::new_server_connection() const {
  const CleanErrorQueue clean;
  TlsConnection connection{SSL_new(context_.get())};
  if (!connection) return tls_failure("new TLS connection");
  SSL_set_accept_state(connection.get());
  return connection;
}

base::Result<TlsConnection> TlsContext::new_client_connection(const std::string& host) const {
  const CleanErrorQueue clean;
  if (host.empty() || host.size() > 255) return refusal("no host name to verify");
  TlsConnection connection{SSL_new(context_.get())};
  if (!connection) return tls_failure("new TLS connection");
  SSL_set_connect_state(connection.get());
  X509_VERIFY_PARAM* parameters = SSL_get0_param(connection.get());
  if (is_ip_address(host)) {
    if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) != 1)
      return tls_failure("host check");
    return connection;
  }
  X509_VERIFY_PARAM_set_hostflags(
      parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  if (X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), host.size()) != 1 ||
      set_server_name(*connection, host) != 1) {
    return tls_failure("host check");
  }
  return connection;
}

}  // namespace crypto

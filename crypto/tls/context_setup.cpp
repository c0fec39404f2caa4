#include "crypto/tls/context_setup.h"

#include <openssl/x509_vfy.h>

#include <algorithm>

#include "crypto/openssl_error.h"

namespace crypto {
namespace {

constexpr const char* kSuitesTls12 =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
    "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256";
constexpr const char* kSuitesTls13 =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
constexpr const char* kGroups = "X25519:P-256:P-384";
constexpr const char* kSignatures =
    "ECDSA+SHA256:ECDSA+SHA384:ed25519:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:"
    "rsa_pss_rsae_sha512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:"
    "RSA+SHA256:RSA+SHA384:RSA+SHA512";

constexpr int kChainDepthMax = 4;

// Data a context's callbacks need, freed with the context itself: connections outlive our handle.
using ProtocolList = std::vector<unsigned char>;  // wire form: each with its length before it

template <typename T>
void free_attached(void*, void* data, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<T*>(data);
}

template <typename T>
int slot() {
  static const int index =
      SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, &free_attached<T>);
  return index;
}

template <typename T>
base::Result<const T*> attach(SSL_CTX& context, T value) {
  auto owned = std::make_unique<T>(std::move(value));
  if (SSL_CTX_set_ex_data(&context, slot<T>(), owned.get()) != 1) return tls_failure("attach data");
  return static_cast<const T*>(owned.release());
}

bool is_pinned(const TlsPins& pins, X509_STORE_CTX& store) {
  if (pins.any) return true;
  X509* leaf = X509_STORE_CTX_get0_cert(&store);
  if (leaf == nullptr) return false;
  const auto certificate = Certificate::from_native(*leaf);
  if (!certificate) return false;
  const auto among = [](const std::vector<Fingerprint>& pinned, const Fingerprint& found) {
    return std::ranges::find(pinned, found) != pinned.end();
  };
  return (pins.keys.empty() || among(pins.keys, certificate->key_fingerprint())) &&
         (pins.certificates.empty() || among(pins.certificates, certificate->fingerprint()));
}

int verify_pinned(X509_STORE_CTX* store, void* argument) {
  const TlsPins& pins = *static_cast<const TlsPins*>(argument);
  if (!is_pinned(pins, *store)) {
    X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_UNTRUSTED);
    return 0;
  }
  if (pins.chain_too) return X509_verify_cert(store);
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_length,
                    const unsigned char* offered, unsigned offered_length, void* argument) {
  const auto& ours = *static_cast<const ProtocolList*>(argument);
  unsigned char* chosen = nullptr;
  const int found =
      SSL_select_next_proto(&chosen, out_length, ours.data(), static_cast<unsigned>(ours.size()),
                            offered, offered_length);
  if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

base::Result<ProtocolList> wire_form(const std::vector<std::string>& protocols) {
  ProtocolList wire;
  for (const std::string& protocol : protocols) {
    if (protocol.empty() || protocol.size() > 255) return refusal("broken ALPN protocol name");
    wire.push_back(static_cast<unsigned char>(protocol.size()));
    wire.insert(wire.end(), protocol.begin(), protocol.end());
  }
  return wire;
}

}  // namespace

base::Error tls_failure(std::string_view step) {
  return openssl_error(base::ErrorKind::InvalidInput, step);
}

base::Result<std::shared_ptr<SSL_CTX>> new_context(const SSL_METHOD* method) {
  std::shared_ptr<SSL_CTX> context{SSL_CTX_new(method), &SSL_CTX_free};
  if (!context) return tls_failure("new TLS context");
  SSL_CTX* ctx = context.get();
  SSL_CTX_set_security_level(ctx, 2);
  SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                               SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_verify_depth(ctx, kChainDepthMax);
  constexpr std::string_view kSessionContext = "custody";
  if (SSL_CTX_set_num_tickets(ctx, 0) != 1 ||
      SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(ctx, kSuitesTls12) != 1 ||
      SSL_CTX_set_ciphersuites(ctx, kSuitesTls13) != 1 ||
      SSL_CTX_set1_groups_list(ctx, kGroups) != 1 ||
      SSL_CTX_set1_sigalgs_list(ctx, kSignatures) != 1 ||
      SSL_CTX_set_session_id_context(ctx, base::as_bytes(kSessionContext).data(),
                                     kSessionContext.size()) != 1) {
    return tls_failure("TLS settings");
  }
  return context;
}

base::Result<void> use_identity(SSL_CTX& context, const std::vector<Certificate>& chain,
                                const PrivateKey& key) {
  if (chain.empty()) return refusal("no certificate for the key");
  if (!chain.front().matches_key(key)) return refusal("certificate and key do not belong together");
  if (SSL_CTX_use_certificate(&context, chain.front().native()) != 1) {
    return tls_failure("certificate not acceptable for TLS");
  }
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (SSL_CTX_add1_chain_cert(&context, chain[i].native()) != 1) {
      return tls_failure("intermediate certificate not acceptable for TLS");
    }
  }
  if (SSL_CTX_use_PrivateKey(&context, key.native()) != 1 ||
      SSL_CTX_check_private_key(&context) != 1) {
    return tls_failure("key not acceptable for TLS");
  }
  return {};
}

base::Result<void> use_trust(SSL_CTX& context, const TlsTrust& trust) {
  X509_STORE* store = SSL_CTX_get_cert_store(&context);
  for (const Certificate& root : trust.roots) {
    if (X509_STORE_add_cert(store, root.native()) != 1) return tls_failure("root certificate");
  }
  for (const Crl& crl : trust.crls) {
    if (X509_STORE_add_crl(store, crl.native()) != 1) return tls_failure("revocation list");
  }
  // A root given to us is trusted as given, whether or not it signed itself.
  unsigned long flags = X509_V_FLAG_PARTIAL_CHAIN;
  if (!trust.crls.empty()) flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
  if (X509_STORE_set_flags(store, flags) != 1) return tls_failure("trust settings");
  return {};
}

base::Result<void> use_pins(SSL_CTX& context, TlsPins pins) {
  if (pins.keys.empty() && pins.certificates.empty() && !pins.any) return {};
  ASSIGN_OR_RETURN(const TlsPins* attached, attach(context, std::move(pins)));
  SSL_CTX_set_cert_verify_callback(&context, &verify_pinned, const_cast<TlsPins*>(attached));
  return {};
}

base::Result<void> offer_protocols(SSL_CTX& context, const std::vector<std::string>& protocols) {
  if (protocols.empty()) return {};
  ASSIGN_OR_RETURN(ProtocolList wire, wire_form(protocols));
  ASSIGN_OR_RETURN(const ProtocolList* attached, attach(context, std::move(wire)));
  SSL_CTX_set_alpn_select_cb(&context, &choose_protocol, const_cast<ProtocolList*>(attached));
  return {};
}

base::Result<void> ask_for_protocols(SSL_CTX& context, const std::vector<std::string>& protocols) {
  ASSIGN_OR_RETURN(const ProtocolList wire, wire_form(protocols));
  // Unlike its neighbours this function gives 0 for success.
  if (!wire.empty() &&
      SSL_CTX_set_alpn_protos(&context, wire.data(), static_cast<unsigned>(wire.size())) != 0) {
    return tls_failure("ALPN");
  }
  return {};
}

int tolerate_missing_crl(int ok, X509_STORE_CTX* store) {
  if (ok == 1 || X509_STORE_CTX_get_error(store) != X509_V_ERR_UNABLE_TO_GET_CRL) return ok;
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

}  // namespace crypto

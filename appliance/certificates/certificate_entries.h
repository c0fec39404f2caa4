// What a device keeps of certificates: servers of its own, each a key with its chain, and the
// authorities it believes. Plain values; private keys are not among them.
// Specification: docs/design/certificates.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random_id.h"
#include "crypto/keys/public_key.h"
#include "crypto/x509/certificate.h"
#include "crypto/x509/certificate_request.h"
#include "crypto/x509/crl.h"
#include "crypto/x509/distinguished_name.h"
#include "crypto/x509/subject_alt_names.h"

namespace appliance {

inline constexpr std::size_t kServersMax = 16;
inline constexpr std::size_t kAuthoritiesMax = 16;
inline constexpr std::size_t kCertificateLabelBytesMax = 64;

// How a server came to be.
enum class ServerOrigin { Requested, SelfSigned, Imported };

std::string_view to_string(ServerOrigin origin);  // "requested"
std::optional<ServerOrigin> parse_server_origin(std::string_view text);

struct ServerEntry {
  base::Id id{};
  std::string label{};
  ServerOrigin origin = ServerOrigin::Requested;
  crypto::PublicKey key;
  std::optional<crypto::CertificateRequest> request{};  // of one that was requested
  std::vector<crypto::Certificate> chain{};  // its own first; none: waits for its certificate
  base::WallTime created{};

  bool is_installed() const { return !chain.empty(); }
};

struct AuthorityEntry {
  base::Id id{};
  std::string label{};
  crypto::Certificate certificate;
  std::optional<crypto::Crl> crl{};
  base::WallTime created{};
};

// A server that is to be: its key is made here.
struct NewServer {
  std::string label{};
  crypto::KeyKind kind = crypto::KeyKind::EcP256;
  crypto::DistinguishedName subject{};  // within R107's bounds, and may be empty
  crypto::SubjectAltNames names{};      // DNS names and addresses, at least one
};

struct Validity {
  base::WallTime not_before{};
  base::WallTime not_after{};
};

// Which server the web interface shows; none: the one that every device has from its first start
// (server_identity.h).
struct WebChoice {
  std::optional<base::Id> server{};
  std::int64_t revision = 0;  // counts changes
};

}  // namespace appliance

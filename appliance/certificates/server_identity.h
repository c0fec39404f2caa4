// What a device shows when it is first reached: a key made on it and a certificate it signed
// itself, so that there is never a plain HTTP page and never a factory key (R012, R105).
//
// Whoever connects compares the fingerprint with the one on the console. The key stays the same
// when the certificate is renewed or its names change, so a client that pinned the key keeps its
// trust.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/x509/certificate.h"
#include "crypto/x509/subject_alt_names.h"

namespace appliance {

struct ServerIdentity {
  crypto::PrivateKey key;
  std::vector<crypto::Certificate> chain;  // the server's own first
};

struct SelfSignedOptions {
  std::string common_name;  // of a certificate made here
  crypto::SubjectAltNames names;
  std::chrono::days life{397};
  std::chrono::days renew_before{30};  // its end
};

// The identity in `directory` (server.key, server.pem), made there when there is none. Corrupt when
// a certificate is there without its key: that was not us, and a new key would break every pin.
base::Result<ServerIdentity> load_or_make_identity(base::FileSystem& files,
                                                   const std::string& directory,
                                                   const SelfSignedOptions& options,
                                                   base::WallTime now);

}  // namespace appliance

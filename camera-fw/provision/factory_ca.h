// The factory's certification authority, for demo cameras: made by the first that starts, shared by
// all that are given the same directory, so that a recorder can trust cameras by one root.
//
// A real factory keeps its key elsewhere and puts only certificates into cameras.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/x509/certificate.h"

namespace camera_fw {

struct FactoryCa {
  crypto::PrivateKey key;
  crypto::Certificate certificate;
};

// factory-ca.key and factory-ca.pem in `directory`, made there when there is none. Waits while
// another camera makes it; Unavailable after ten seconds. Corrupt when one of the two is missing or
// they do not belong together.
base::Result<FactoryCa> load_or_make_factory_ca(base::FileSystem& files,
                                                const std::string& directory, base::WallTime now);

}  // namespace camera_fw

// Who this camera is: a key made on it and a certificate of the factory, kept for life.
//
// The certificate serves HTTPS and RTSPS alike, so whoever compared its fingerprint once knows
// both; so does another that is chosen in its place (appliance/certificates).
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/x509/certificate.h"

namespace camera_fw {

struct DeviceIdentity {
  crypto::PrivateKey key;
  std::vector<crypto::Certificate> chain;  // the camera's own, then the factory's
  std::string serial;                      // "4F1C09A2B37D": of the key, so it lives as long
};

// device.key and device.pem in `directory`, made there with the help of the factory CA in
// `factory_directory` when there are none; later starts do not need the factory. Corrupt when the
// certificate is there without its key: another key would be another camera.
base::Result<DeviceIdentity> load_or_make_device_identity(base::FileSystem& files,
                                                          const std::string& directory,
                                                          const std::string& factory_directory,
                                                          base::WallTime now);

std::string fingerprint_text(const crypto::Certificate& certificate);  // "AB:CD:…", SHA-256

}  // namespace camera_fw

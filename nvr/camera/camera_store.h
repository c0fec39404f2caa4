// The cameras of a recorder and their passwords, kept in one file of its own.
//
// Passwords are sealed under the recorder's key and bound to their camera; nobody reads one back
// but who connects to that camera. What a call reported as done survives power loss. One thread
// owns a store. Specification: docs/design/camera-streams.md.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "crypto/aead/aead.h"
#include "crypto/secret.h"
#include "nvr/camera/camera.h"
#include "storage/table/database.h"

namespace nvr {

class CameraStore {
 public:
  // `key` has crypto::kAeadKeyBytes.
  static base::Result<CameraStore> open(const std::string& path, const crypto::Secret& key);

  base::Result<std::vector<Camera>> cameras();
  base::Result<std::optional<Camera>> find(const base::Id& camera);
  // Makes or replaces it. Without a password the one it had is kept.
  base::Result<void> put(const Camera& camera, const std::optional<crypto::Secret>& password);
  base::Result<void> remove(const base::Id& camera);
  // Empty when the camera has none. Corrupt: it was sealed by another key.
  base::Result<crypto::Secret> password(const base::Id& camera);

 private:
  CameraStore(storage::Database database, crypto::AeadKey key)
      : database_{std::move(database)}, key_{std::move(key)} {}

  storage::Database database_;
  crypto::AeadKey key_;
};

}  // namespace nvr

#include "nvr/camera/camera_store.h"

#include <algorithm>
#include <array>

namespace nvr {
namespace {

constexpr std::int32_t kCamerasApplicationId = 0x43756361;  // "Cuca"

struct CameraRow {
  base::Bytes id;
  std::string name;
  std::string url;
  std::string sub_url;
  std::string user;
  base::Bytes fingerprint;
  bool audio;
  bool enabled;
};

base::Result<Camera> to_camera(CameraRow row) {
  Camera camera{.name = std::move(row.name),
                .url = std::move(row.url),
                .sub_url = std::move(row.sub_url),
                .user = std::move(row.user),
                .audio = row.audio,
                .enabled = row.enabled};
  if (row.id.size() != camera.id.bytes.size()) {
    return base::Error{base::ErrorKind::Corrupt, "cameras: an id of another length"};
  }
  std::ranges::copy(row.id, camera.id.bytes.begin());
  crypto::Fingerprint fingerprint{};
  if (row.fingerprint.size() == fingerprint.size()) {
    std::ranges::copy(row.fingerprint, fingerprint.begin());
    camera.fingerprint = fingerprint;
  }
  return camera;
}

// Binds a password to its camera: it cannot be moved to another row.
base::Bytes password_context(const base::Id& camera) {
  base::Bytes context = base::to_bytes("custody camera password v1");
  base::append(context, camera.bytes);
  return context;
}

}  // namespace

base::Result<CameraStore> CameraStore::open(const std::string& path, const crypto::Secret& key) {
  ASSIGN_OR_RETURN(auto aead, crypto::AeadKey::from(key));
  ASSIGN_OR_RETURN(auto database, storage::Database::open(
                                      path, {.application_id = kCamerasApplicationId,
                                             .migrations = {{1,
                                                             "CREATE TABLE camera ("
                                                             " id BLOB PRIMARY KEY NOT NULL,"
                                                             " name TEXT NOT NULL,"
                                                             " url TEXT NOT NULL,"
                                                             " sub_url TEXT NOT NULL,"
                                                             " user TEXT NOT NULL,"
                                                             " fingerprint BLOB NOT NULL,"
                                                             " audio INTEGER NOT NULL,"
                                                             " enabled INTEGER NOT NULL,"
                                                             " password BLOB NOT NULL) STRICT"}}}));
  return CameraStore{std::move(database), std::move(aead)};
}

base::Result<std::vector<Camera>> CameraStore::cameras() {
  ASSIGN_OR_RETURN(
      auto rows, (database_.query_as<CameraRow, base::Bytes, std::string, std::string, std::string,
                                     std::string, base::Bytes, bool, bool>(
                     "SELECT id, name, url, sub_url, user, fingerprint, audio, enabled FROM camera"
                     " ORDER BY id")));
  std::vector<Camera> cameras;
  for (CameraRow& row : rows) {
    ASSIGN_OR_RETURN(Camera camera, to_camera(std::move(row)));
    cameras.push_back(std::move(camera));
  }
  return cameras;
}

base::Result<std::optional<Camera>> CameraStore::find(const base::Id& camera) {
  ASSIGN_OR_RETURN(auto all, cameras());
  const auto found = std::ranges::find(all, camera, &Camera::id);
  return found == all.end() ? std::optional<Camera>{} : std::optional{std::move(*found)};
}

base::Result<void> CameraStore::put(const Camera& camera,
                                    const std::optional<crypto::Secret>& password) {
  RETURN_IF_ERROR(check(camera));
  if (password && password->size() > kCameraPasswordBytesMax) {
    return base::Error{base::ErrorKind::InvalidInput, "password has at most 256 bytes"};
  }
  base::Bytes sealed;
  if (password) {
    const crypto::Secret random = crypto::Secret::random(crypto::kAeadNonceBytes);
    crypto::Nonce nonce{};
    std::ranges::copy(random.reveal(), nonce.begin());
    ASSIGN_OR_RETURN(const base::Bytes box,
                     crypto::seal(key_, nonce, password_context(camera.id), password->reveal()));
    base::append(sealed, nonce);
    base::append(sealed, box);
  }
  return database_.transaction([&]() -> base::Result<void> {
    ASSIGN_OR_RETURN(const auto all, cameras());
    const bool known = std::ranges::count(all, camera.id, &Camera::id) > 0;
    if (!known && all.size() >= kCamerasMax) {
      return base::Error{base::ErrorKind::InvalidInput, "a recorder has at most 256 cameras"};
    }
    const base::Bytes fingerprint =
        camera.fingerprint ? base::Bytes{camera.fingerprint->begin(), camera.fingerprint->end()}
                           : base::Bytes{};
    RETURN_IF_ERROR(database_.execute(
        "INSERT INTO camera (id, name, url, sub_url, user, fingerprint, audio, enabled, password)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, x'')"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, url = excluded.url,"
        " sub_url = excluded.sub_url, user = excluded.user, fingerprint = excluded.fingerprint,"
        " audio = excluded.audio, enabled = excluded.enabled",
        base::ByteView{camera.id.bytes}, camera.name, camera.url, camera.sub_url, camera.user,
        fingerprint, camera.audio, camera.enabled));
    if (password) {
      RETURN_IF_ERROR(database_.execute("UPDATE camera SET password = ? WHERE id = ?", sealed,
                                        base::ByteView{camera.id.bytes}));
    }
    return {};
  });
}

base::Result<void> CameraStore::remove(const base::Id& camera) {
  ASSIGN_OR_RETURN(const auto removed, database_.execute("DELETE FROM camera WHERE id = ?",
                                                         base::ByteView{camera.bytes}));
  if (removed == 0) return base::Error{base::ErrorKind::NotFound, "there is no such camera"};
  return {};
}

base::Result<crypto::Secret> CameraStore::password(const base::Id& camera) {
  ASSIGN_OR_RETURN(const auto row,
                   database_.query_one<base::Bytes>("SELECT password FROM camera WHERE id = ?",
                                                    base::ByteView{camera.bytes}));
  if (!row || std::get<0>(*row).empty()) return crypto::Secret{};
  const base::ByteView sealed = std::get<0>(*row);
  crypto::Nonce nonce{};
  if (sealed.size() < nonce.size() + crypto::kAeadTagBytes) {
    return base::Error{base::ErrorKind::Corrupt, "cameras: a sealed password is cut short"};
  }
  std::ranges::copy(sealed.first(nonce.size()), nonce.begin());
  ASSIGN_OR_RETURN(auto opened, crypto::open(key_, nonce, password_context(camera),
                                             sealed.subspan(nonce.size())));
  return crypto::Secret::take(std::move(opened));
}

}  // namespace nvr

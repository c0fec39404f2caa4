#include "appliance/access/permissions.h"

#include <algorithm>
#include <array>

namespace appliance {
namespace {

// Whoever is signed in.
constexpr std::array kOfEverybody{kAnySession, kOwnAccount};

constexpr std::array kGrantable{kSeeCameras, kViewLive,     kViewRecordings, kExport,
                                kControlPtz, kHandleAlarms, kViewStatus,     kConfigureCameras,
                                kUnlockKeys, kReviewAccess, kReadJournal};
// One would make every other account, one can shut everybody out, one says whom the device
// believes.
constexpr std::array kNeverGranted{kManageAccounts, kManageAccess, kManageCertificates};
constexpr std::array kOfViewers{kSeeCameras, kViewLive, kViewRecordings};
constexpr std::array kOfOperators{kSeeCameras, kViewLive,     kViewRecordings, kExport,
                                  kControlPtz, kHandleAlarms, kViewStatus};
constexpr std::array kOfOfficers{kViewStatus, kReviewAccess, kReadJournal, kManageCertificates};

bool among(std::span<const http::Permission> list, http::Permission permission) {
  return std::ranges::find(list, permission) != list.end();
}

bool role_may(const Account& account, http::Permission permission) {
  switch (account.role) {
    case Role::Administrator:
      return among(kNeverGranted, permission) || among(kGrantable, permission);
    case Role::Viewer:
      return among(kOfViewers, permission);
    case Role::Operator:
      return among(kOfOperators, permission);
    case Role::Officer:
      return among(kOfOfficers, permission);
    case Role::Custom:
      return among(kGrantable, permission) && account.permissions.contains(permission.name());
  }
  return false;
}

// The right a camera is asked for; none for permissions that are not about cameras.
std::optional<CameraRight> right_of(http::Permission permission) {
  if (permission == kViewLive) return CameraRight::Live;
  if (permission == kViewRecordings) return CameraRight::Playback;
  if (permission == kExport) return CameraRight::Export;
  if (permission == kControlPtz) return CameraRight::Ptz;
  if (permission == kHandleAlarms) return CameraRight::Alarms;
  return std::nullopt;
}

}  // namespace

bool may(const Account& account, http::Permission permission) {
  return among(kOfEverybody, permission) || role_may(account, permission);
}

bool may_on_camera(const Account& account, http::Permission permission, const base::Id& camera) {
  if (!may(account, permission)) return false;
  if (!account.cameras) return true;
  const auto known = account.cameras->find(camera);
  if (known == account.cameras->end()) return false;
  const auto right = right_of(permission);
  return !right || known->second.contains(*right);
}

std::span<const http::Permission> grantable_permissions() {
  return kGrantable;
}

bool is_grantable(std::string_view permission) {
  return std::ranges::find(kGrantable, permission, &http::Permission::name) != kGrantable.end();
}

std::vector<std::string_view> permissions_of(const Account& account) {
  std::vector<std::string_view> names;
  const auto add = [&](http::Permission permission) {
    if (may(account, permission)) names.push_back(permission.name());
  };
  for (const auto permission : kOfEverybody) add(permission);
  for (const auto permission : kGrantable) add(permission);
  for (const auto permission : kNeverGranted) add(permission);
  return names;
}

}  // namespace appliance

#include "appliance/access/permissions.h"

#include <algorithm>
#include <array>

namespace appliance {
namespace {

constexpr std::array kOfViewers{kAnySession, kViewLive, kViewRecordings};
constexpr std::array kOfAdministrators{kAnySession,       kViewLive,   kViewRecordings, kViewStatus,
                                       kConfigureCameras, kUnlockKeys, kManageAccess};

}  // namespace

bool role_may(Role role, http::Permission permission) {
  if (role == Role::Administrator) {
    return std::ranges::find(kOfAdministrators, permission) != kOfAdministrators.end();
  }
  return std::ranges::find(kOfViewers, permission) != kOfViewers.end();
}

}  // namespace appliance

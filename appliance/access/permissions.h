// The permissions that operations ask for, and which role has which. The names are those of
// x-permission in the API's description. Pure; safe from any thread.
#pragma once

#include "appliance/accounts/account.h"
#include "web/http/route.h"

namespace appliance {

// Open to who has no account yet, or is not signed in yet: they judge by what they are given.
inline constexpr http::Permission kSetUp{"set-up"};
inline constexpr http::Permission kSignIn{"sign-in"};

inline constexpr http::Permission kAnySession{"session"};
inline constexpr http::Permission kViewLive{"view-live"};
inline constexpr http::Permission kViewRecordings{"view-recordings"};
inline constexpr http::Permission kViewStatus{"view-status"};
inline constexpr http::Permission kConfigureCameras{"manage-cameras"};
inline constexpr http::Permission kUnlockKeys{"manage-keys"};
inline constexpr http::Permission kManageAccess{"manage-access"};

// An administrator may everything that is named here; what is not named, nobody may.
bool role_may(Role role, http::Permission permission);

}  // namespace appliance

// The permissions that operations ask for, and who has which. The names are those of x-permission
// in the API's description. Pure; safe from any thread.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "appliance/accounts/account.h"
#include "web/http/route.h"

namespace appliance {

// Open to who has no account yet, or is not signed in yet: they judge by what they are given.
inline constexpr http::Permission kSetUp{"set-up"};
inline constexpr http::Permission kSignIn{"sign-in"};

inline constexpr http::Permission kAnySession{"session"};  // whoever is known, also by a token
inline constexpr http::Permission kOwnAccount{
    "own-account"};  // a person who signed in, about theirs
inline constexpr http::Permission kSeeCameras{"see-cameras"};
inline constexpr http::Permission kViewLive{"view-live"};
inline constexpr http::Permission kViewRecordings{"view-recordings"};
inline constexpr http::Permission kExport{"export"};
inline constexpr http::Permission kControlPtz{"control-ptz"};
inline constexpr http::Permission kHandleAlarms{"handle-alarms"};
inline constexpr http::Permission kViewStatus{"view-status"};
inline constexpr http::Permission kConfigureCameras{"manage-cameras"};
inline constexpr http::Permission kUnlockKeys{"manage-keys"};
inline constexpr http::Permission kManageAccess{"manage-access"};
inline constexpr http::Permission kManageAccounts{"manage-accounts"};
inline constexpr http::Permission kManageCertificates{"manage-certificates"};
inline constexpr http::Permission kReviewAccess{"review-access"};
inline constexpr http::Permission kReadJournal{"read-journal"};

// What an account may anywhere. What is not named above, nobody may.
bool may(const Account& account, http::Permission permission);

// The same for one camera; permissions that are not about cameras are may()'s alone.
bool may_on_camera(const Account& account, http::Permission permission, const base::Id& camera);

// Those that a custom role or a token can be made of: neither the power to make accounts, which
// would be every other, nor those over the hosts that get in and whom the device believes.
std::span<const http::Permission> grantable_permissions();
bool is_grantable(std::string_view permission);

// Every permission of an account, for pages that show only what can be used.
std::vector<std::string_view> permissions_of(const Account& account);

}  // namespace appliance

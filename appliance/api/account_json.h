// Accounts as the API shows and takes them. Pure; safe from any thread.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>

#include "appliance/accounts/accounts.h"
#include "appliance/accounts/second_factors.h"
#include "base/json/json.h"
#include "web/http/fields.h"

namespace appliance {

// What a review asks (R042): more than 90 days without a sign of life is stale.
inline constexpr std::chrono::days kStaleAfter{90};

base::Json account_json(const AccountRecord& record,
                        const std::optional<SecondFactors::Facts>& factor, base::WallTime now);

// Who one is and what one may: of GET /session.
base::Json identity_json(const Account& account);

base::Json policy_json(const PasswordPolicy& policy);

// What a body asks to change of an account; what it does not name stays.
struct AccountChange {
  std::optional<std::string> name;
  std::optional<Role> role;
  std::optional<std::set<std::string, std::less<>>> permissions;
  std::optional<std::optional<CameraRights>> cameras;
  std::optional<bool> enabled;
  std::optional<std::optional<base::WallTime>> expires;

  void apply_to(Account& account) const;
};

// Mistakes are left in `fields`: also a custom role without permissions, an administrator with a
// list of cameras, an end that is past.
AccountChange read_account_change(http::Fields& fields, const Account& before, base::WallTime now);

}  // namespace appliance

// Who somebody is to a device, and what that lets them do. Plain values; safe from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random_id.h"

namespace appliance {

enum class Role : std::uint8_t {
  Administrator = 1,
  Viewer = 2,
  Operator = 3,
  Officer = 4,  // security officer: journal, certificates, review
  Custom = 5    // exactly the permissions that are listed
};

std::string_view to_string(Role role);
std::optional<Role> parse_role(std::string_view text);  // inverse of to_string()

// What may be given camera by camera.
enum class CameraRight : std::uint8_t { Live = 1, Playback = 2, Export = 3, Ptz = 4, Alarms = 5 };

std::string_view to_string(CameraRight right);
std::optional<CameraRight> parse_camera_right(std::string_view text);

using CameraRights = std::map<base::Id, std::set<CameraRight>>;

struct Account {
  base::Id id{};
  std::string name{};
  Role role = Role::Viewer;
  std::set<std::string, std::less<>> permissions{};  // of a custom role
  std::optional<CameraRights> cameras{};             // none: every camera, as far as the role goes
  bool enabled = true;
  std::optional<base::WallTime> expires{};  // from then on nobody gets in by it
  bool must_change_password = false;        // before anything else

  bool operator==(const Account&) const = default;
};

// Whether anybody gets in by it now.
bool is_valid(const Account& account, base::WallTime now);

// An administrator whom neither a switch nor time takes away. One always stays (R019).
bool is_lasting_administrator(const Account& account);

}  // namespace appliance

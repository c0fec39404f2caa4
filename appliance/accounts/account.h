// Who somebody is to a device, and what that lets them do. Plain values; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random_id.h"

namespace appliance {

enum class Role : std::uint8_t { Administrator = 1, Viewer = 2 };

std::string_view to_string(Role role);
std::optional<Role> parse_role(std::string_view text);  // inverse of to_string()

struct Account {
  base::Id id{};
  std::string name{};
  Role role = Role::Viewer;

  bool operator==(const Account&) const = default;
};

}  // namespace appliance

#include "appliance/accounts/account.h"

namespace appliance {

std::string_view to_string(Role role) {
  return role == Role::Administrator ? "administrator" : "viewer";
}

std::optional<Role> parse_role(std::string_view text) {
  if (text == "administrator") return Role::Administrator;
  if (text == "viewer") return Role::Viewer;
  return std::nullopt;
}

}  // namespace appliance

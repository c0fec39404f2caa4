#include "appliance/accounts/account.h"

#include <array>
#include <utility>

namespace appliance {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 5> kRoleNames{
    {{Role::Administrator, "administrator"},
     {Role::Viewer, "viewer"},
     {Role::Operator, "operator"},
     {Role::Officer, "officer"},
     {Role::Custom, "custom"}}};

constexpr std::array<std::pair<CameraRight, std::string_view>, 5> kRightNames{
    {{CameraRight::Live, "live"},
     {CameraRight::Playback, "playback"},
     {CameraRight::Export, "export"},
     {CameraRight::Ptz, "ptz"},
     {CameraRight::Alarms, "alarms"}}};

template <typename Names, typename Value>
std::string_view name_of(const Names& names, Value value) {
  for (const auto& [each, name] : names) {
    if (each == value) return name;
  }
  return "";
}

template <typename Value, typename Names>
std::optional<Value> value_named(const Names& names, std::string_view text) {
  for (const auto& [value, name] : names) {
    if (name == text) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Role role) {
  return name_of(kRoleNames, role);
}

std::optional<Role> parse_role(std::string_view text) {
  return value_named<Role>(kRoleNames, text);
}

std::string_view to_string(CameraRight right) {
  return name_of(kRightNames, right);
}

std::optional<CameraRight> parse_camera_right(std::string_view text) {
  return value_named<CameraRight>(kRightNames, text);
}

bool is_valid(const Account& account, base::WallTime now) {
  return account.enabled && (!account.expires || now < *account.expires);
}

bool is_lasting_administrator(const Account& account) {
  return account.role == Role::Administrator && account.enabled && !account.expires;
}

}  // namespace appliance

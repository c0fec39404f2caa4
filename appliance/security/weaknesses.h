// What of a device's settings is weaker than it could be (R078 and the vendors' checklists): each
// with how bad it is, and whom or what it is about. How it is mended the pages say. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "appliance/access/api_tokens.h"
#include "appliance/accounts/credential_rules.h"
#include "appliance/exposure/exposure.h"
#include "base/clock.h"
#include "base/event/event.h"

namespace appliance {

struct Weakness {
  std::string_view code{};  // "no_second_factor"; stable, for programs and pages
  base::Severity severity{};
  std::string subject{};  // an account, a socket; empty: the device

  bool operator==(const Weakness&) const = default;
};

// What is looked at, of every device alike.
struct SecurityFacts {
  struct Person {
    std::string name{};
    bool administrator = false;
    bool second_factor = false;
    bool stale = false;
  };
  base::WallTime now{};
  std::vector<Person> people{};  // whose accounts are valid
  std::vector<ApiToken> tokens{};
  PasswordPolicy passwords{};
  bool hosts_limited = false;  // the host access list is on
  std::vector<ExposedSocket> exposed{};
};

inline constexpr std::chrono::days kTokenIdleAfter{90};

// The worst first, then by code and subject.
std::vector<Weakness> weaknesses_of(const SecurityFacts& facts);

void worst_first(std::vector<Weakness>& weaknesses);

}  // namespace appliance

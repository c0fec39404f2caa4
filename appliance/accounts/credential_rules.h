// What names and passwords must be like (R015-R022, R034): long rather than odd, not what everybody
// thinks of first, and not each other.
//
// An organisation's policy may ask for more, or for what a vendor's guide asks. Lengths of
// passwords are in characters, so that no language pays more than another. Pure; safe from any
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "appliance/accounts/blocklist.h"
#include "crypto/secret.h"

namespace appliance {

inline constexpr std::size_t kNameCharactersMax = 64;
inline constexpr std::size_t kNameBytesMax = 128;             // what the journal holds of an actor
inline constexpr std::uint32_t kPasswordCharactersFloor = 8;  // no policy asks for less
inline constexpr std::uint32_t kPasswordCharactersMax = 128;
inline constexpr std::uint32_t kPasswordClassesMax = 4;
inline constexpr std::uint32_t kPasswordDaysMax = 3650;

struct PasswordPolicy {
  std::uint32_t characters_min = 15;
  std::uint32_t classes_min = 0;  // of capital and small letters, digits and other signs (R016)
  bool blocklist = true;
  std::uint32_t days_max = 0;  // after which a new one is asked for (R017); 0: never

  bool operator==(const PasswordPolicy&) const = default;
};

// Whether every member is within its bounds.
bool is_within_bounds(const PasswordPolicy& policy);

// Why a name or password is not taken; `code` is stable and for programs.
struct CredentialFault {
  std::string_view code;
  std::string detail;
};

// UTF-8 of 1 to 64 characters in at most 128 bytes, no control characters, no space at either end.
std::optional<CredentialFault> fault_of_name(std::string_view name);

struct PasswordRules {
  PasswordPolicy policy{};
  const Blocklist* blocklist = nullptr;
  std::span<const std::string> context_words{};
};

// The length and classes of the policy; the name (from three characters on) is not part of it;
// without a word of the context enough is left; and it is not on the list.
std::optional<CredentialFault> fault_of_password(const PasswordRules& rules, std::string_view name,
                                                 const crypto::Secret& password);

}  // namespace appliance

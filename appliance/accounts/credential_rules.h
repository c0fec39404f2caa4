// What names and passwords must be like (R022, R055): long rather than odd, and not each other.
//
// Lengths of passwords are in characters, so that no language pays more than another. Pure; safe
// from any thread.
#pragma once

#include <optional>
#include <string_view>

#include "crypto/secret.h"

namespace appliance {

inline constexpr std::size_t kNameCharactersMax = 64;
inline constexpr std::size_t kNameBytesMax = 128;  // what the journal holds of an actor
inline constexpr std::size_t kPasswordCharactersMin = 12;
inline constexpr std::size_t kPasswordCharactersMax = 128;

// Why a name or password is not taken; `code` is stable and for programs.
struct CredentialFault {
  std::string_view code;
  std::string_view detail;
};

// UTF-8 of 1 to 64 characters in at most 128 bytes, no control characters, no space at either end.
std::optional<CredentialFault> fault_of_name(std::string_view name);

// 12 to 128 characters, and the name (from three characters on) is not part of it.
std::optional<CredentialFault> fault_of_password(std::string_view name,
                                                 const crypto::Secret& password);

}  // namespace appliance

#include "appliance/accounts/credential_rules.h"

#include <algorithm>

#include "base/bytes.h"

namespace appliance {
namespace {

constexpr std::size_t kNamePartMin = 3;  // shorter names are part of too many words

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }));
}

char lower_letter(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool contains_folded(std::string_view text, std::string_view part) {
  return !std::ranges::search(text, part, {}, lower_letter, lower_letter).empty();
}

bool is_control(char byte) {
  return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f;
}

}  // namespace

std::optional<CredentialFault> fault_of_name(std::string_view name) {
  if (name.empty()) return CredentialFault{"too_short", "A name is needed."};
  if (name.size() > kNameBytesMax || count_characters(name) > kNameCharactersMax) {
    return CredentialFault{"too_long", "A name has at most 64 characters."};
  }
  if (name.front() == ' ' || name.back() == ' ' || std::ranges::any_of(name, is_control)) {
    return CredentialFault{"malformed",
                           "A name neither begins nor ends with a space and has no control "
                           "characters."};
  }
  return std::nullopt;
}

std::optional<CredentialFault> fault_of_password(std::string_view name,
                                                 const crypto::Secret& password) {
  const std::string_view text = base::as_text(password.reveal());
  const std::size_t characters = count_characters(text);
  if (characters < kPasswordCharactersMin) {
    return CredentialFault{"too_short", "A password has at least 12 characters."};
  }
  if (characters > kPasswordCharactersMax) {
    return CredentialFault{"too_long", "A password has at most 128 characters."};
  }
  if (name.size() >= kNamePartMin && contains_folded(text, name)) {
    return CredentialFault{"contains_name", "The name is part of the password."};
  }
  return std::nullopt;
}

}  // namespace appliance

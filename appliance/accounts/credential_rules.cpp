#include "appliance/accounts/credential_rules.h"

#include <algorithm>

#include "base/bytes.h"

namespace appliance {
namespace {

constexpr std::size_t kWordPartMin = 3;  // shorter ones are part of too many words

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

std::uint32_t count_classes(std::string_view text) {
  bool capital = false;
  bool small = false;
  bool digit = false;
  bool other = false;
  for (const char sign : text) {
    if (sign >= 'A' && sign <= 'Z') {
      capital = true;
    } else if (sign >= 'a' && sign <= 'z') {
      small = true;
    } else if (sign >= '0' && sign <= '9') {
      digit = true;
    } else {
      other = true;
    }
  }
  return std::uint32_t{capital} + std::uint32_t{small} + std::uint32_t{digit} +
         std::uint32_t{other};
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

bool is_within_bounds(const PasswordPolicy& policy) {
  return policy.characters_min >= kPasswordCharactersFloor &&
         policy.characters_min <= kPasswordCharactersMax &&
         policy.classes_min <= kPasswordClassesMax && policy.days_max <= kPasswordDaysMax;
}

std::optional<CredentialFault> fault_of_password(const PasswordRules& rules, std::string_view name,
                                                 const crypto::Secret& password) {
  const std::string_view text = base::as_text(password.reveal());
  const std::size_t characters = count_characters(text);
  if (characters < rules.policy.characters_min) {
    return CredentialFault{
        "too_short",
        "A password has at least " + std::to_string(rules.policy.characters_min) + " characters."};
  }
  if (characters > kPasswordCharactersMax) {
    return CredentialFault{"too_long", "A password has at most 128 characters."};
  }
  if (count_classes(text) < rules.policy.classes_min) {
    return CredentialFault{"too_plain", "A password mixes at least " +
                                            std::to_string(rules.policy.classes_min) +
                                            " of capitals, small letters, digits and signs."};
  }
  if (name.size() >= kWordPartMin && contains_folded(text, name)) {
    return CredentialFault{"contains_name", "The name is part of the password."};
  }
  for (const std::string& word : rules.context_words) {
    if (count_characters(word) >= kWordPartMin && contains_folded(text, word) &&
        characters - count_characters(word) < kPasswordCharactersFloor) {
      return CredentialFault{"contains_word", "Besides a word of this place there is too little."};
    }
  }
  if (rules.policy.blocklist && rules.blocklist != nullptr && rules.blocklist->contains(text)) {
    return CredentialFault{"too_common", "This password is among the first that are guessed."};
  }
  return std::nullopt;
}

}  // namespace appliance

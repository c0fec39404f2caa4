#include "appliance/access/typed_code.h"

#include <algorithm>

#include "crypto/secret.h"

namespace appliance {
namespace {

constexpr std::string_view kCodeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

char letter_as_meant(char typed) {
  if (typed >= 'a' && typed <= 'z') typed = static_cast<char>(typed - 'a' + 'A');
  if (typed == 'I' || typed == 'L') return '1';
  return typed == 'O' ? '0' : typed;
}

}  // namespace

std::string draw_code(std::size_t letters) {
  const crypto::Secret random = crypto::Secret::random(letters);
  std::string code;
  for (const std::uint8_t byte : random.reveal()) code += kCodeAlphabet[byte % 32];
  return code;
}

std::string in_groups(std::string_view code, std::size_t letters_each) {
  std::string text;
  for (std::size_t i = 0; i < code.size(); i += letters_each) {
    if (i > 0) text += '-';
    text += code.substr(i, letters_each);
  }
  return text;
}

std::string code_as_meant(std::string_view typed) {
  std::string code;
  for (const char each : typed) {
    if (each != ' ' && each != '-' && each != '\n') code += letter_as_meant(each);
  }
  return code;
}

bool is_code(std::string_view code, std::size_t letters) {
  return code.size() == letters && code.find_first_not_of(kCodeAlphabet) == std::string_view::npos;
}

}  // namespace appliance

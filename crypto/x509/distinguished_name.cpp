#include "crypto/x509/distinguished_name.h"

#include <openssl/asn1.h>
#include <openssl/x509.h>

#include <algorithm>
#include <limits>

#include "crypto/openssl_error.h"

namespace crypto {
namespace {

struct NameField {
  const char* key;
  const std::string& text;
  std::size_t letters_max;
  const char* too_long;
};

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

// Bytes that continue a UTF-8 letter do not count; whether it is UTF-8 at all, OpenSSL checks.
std::size_t count_letters(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

base::Result<void> add_field(X509_NAME& out, const NameField& field) {
  if (field.text.empty()) return {};
  if (field.text.size() > 4 * field.letters_max || count_letters(field.text) > field.letters_max) {
    return refusal(field.too_long);
  }
  if (std::ranges::any_of(field.text, is_control)) {
    return refusal("subject field with a control character");
  }
  if (X509_NAME_add_entry_by_txt(&out, field.key, MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(field.text.data()),
                                 static_cast<int>(field.text.size()), -1, 0) != 1) {
    return openssl_error(base::ErrorKind::InvalidInput, "subject field refused");
  }
  return {};
}

}  // namespace

bool DistinguishedName::empty() const {
  return *this == DistinguishedName{};
}

base::Result<void> fill_name(X509_name_st& out, const DistinguishedName& name) {
  const CleanErrorQueue clean;
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (!name.country.empty() &&
      (name.country.size() != 2 || !std::ranges::all_of(name.country, is_letter))) {
    return refusal("country must be two capital letters");
  }
  const NameField fields[]{
      {"C", name.country, 2, "country is too long"},
      {"ST", name.state, kStateLettersMax, "state is longer than 128 letters"},
      {"L", name.locality, kLocalityLettersMax, "locality is longer than 128 letters"},
      {"O", name.organization, kOrganizationLettersMax, "organization is longer than 64 letters"},
      {"OU", name.unit, kUnitLettersMax, "organizational unit is longer than 64 letters"},
      {"CN", name.common_name, kCommonNameLettersMax, "common name is longer than 64 letters"}};
  for (const NameField& field : fields) RETURN_IF_ERROR(add_field(out, field));
  return {};
}

}  // namespace crypto

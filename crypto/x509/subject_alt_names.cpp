#include "crypto/x509/subject_alt_names.h"

#include <arpa/inet.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "base/bytes.h"
#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"

namespace crypto {
namespace {

using AltNames = Handle<GENERAL_NAMES, GENERAL_NAMES_free>;
using AltName = Handle<GENERAL_NAME, GENERAL_NAME_free>;
using Ia5String = Handle<ASN1_IA5STRING, ASN1_IA5STRING_free>;
using Octets = Handle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;

constexpr std::size_t kAltNameBytesMax = 2048;

bool is_plain_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool is_dns_name(std::string_view text) {
  return text.size() <= 253 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '.' || c == '_' || c == '*';
         });
}

base::Result<void> push_name(GENERAL_NAMES& out, int type, ASN1_STRING* value) {
  AltName name{GENERAL_NAME_new()};
  if (!name) {
    ASN1_STRING_free(value);
    return openssl_error(base::ErrorKind::Unavailable, "alternative name");
  }
  GENERAL_NAME_set0_value(name.get(), type, value);
  if (sk_GENERAL_NAME_push(&out, name.get()) <= 0) {
    return openssl_error(base::ErrorKind::Unavailable, "alternative name");
  }
  static_cast<void>(name.release());
  return {};
}

base::Result<void> push_text(GENERAL_NAMES& out, int type, const std::string& text) {
  if (text.empty() || text.size() > kAltNameBytesMax || !is_plain_ascii(text)) {
    return refusal("alternative name must be short printable ASCII");
  }
  if (type == GEN_DNS && !is_dns_name(text)) return refusal("alternative name is no DNS name");
  Ia5String value{ASN1_IA5STRING_new()};
  if (!value || ASN1_STRING_set(value.get(), text.data(), static_cast<int>(text.size())) != 1) {
    return openssl_error(base::ErrorKind::Unavailable, "alternative name");
  }
  return push_name(out, type, value.release());
}

base::Result<void> push_address(GENERAL_NAMES& out, const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  int size = 0;
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
    size = 4;
  } else if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) {
    size = 16;
  } else {
    return refusal("alternative name is no IP address");
  }
  Octets value{ASN1_OCTET_STRING_new()};
  if (!value || ASN1_OCTET_STRING_set(value.get(), bytes.data(), size) != 1) {
    return openssl_error(base::ErrorKind::Unavailable, "alternative name");
  }
  return push_name(out, GEN_IPADD, value.release());
}

void read_text(const ASN1_STRING& value, std::vector<std::string>& out) {
  const std::string_view text = base::as_text(
      {ASN1_STRING_get0_data(&value), static_cast<std::size_t>(ASN1_STRING_length(&value))});
  if (!text.empty() && is_plain_ascii(text)) out.emplace_back(text);
}

void read_address(const ASN1_STRING& value, std::vector<std::string>& out) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int size = ASN1_STRING_length(&value);
  if (size != 4 && size != 16) return;
  if (inet_ntop(size == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(&value), text.data(),
                text.size()) != nullptr) {
    out.emplace_back(text.data());
  }
}

}  // namespace

base::Result<stack_st_GENERAL_NAME*> make_alt_names(const SubjectAltNames& names) {
  const CleanErrorQueue clean;
  if (names.size() > kAltNamesMax) return refusal("too many alternative names");
  AltNames out{GENERAL_NAMES_new()};
  if (!out) return openssl_error(base::ErrorKind::Unavailable, "alternative names");
  for (const auto& text : names.dns) RETURN_IF_ERROR(push_text(*out, GEN_DNS, text));
  for (const auto& text : names.ip) RETURN_IF_ERROR(push_address(*out, text));
  for (const auto& text : names.uri) RETURN_IF_ERROR(push_text(*out, GEN_URI, text));
  for (const auto& text : names.email) RETURN_IF_ERROR(push_text(*out, GEN_EMAIL, text));
  return out.release();
}

SubjectAltNames read_alt_names(const stack_st_GENERAL_NAME& names) {
  SubjectAltNames out;
  for (int i = 0; i < sk_GENERAL_NAME_num(&names); ++i) {
    int type = 0;
    const auto* value = static_cast<const ASN1_STRING*>(
        GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(&names, i), &type));
    if (type == GEN_DNS) read_text(*value, out.dns);
    if (type == GEN_IPADD) read_address(*value, out.ip);
    if (type == GEN_URI) read_text(*value, out.uri);
    if (type == GEN_EMAIL) read_text(*value, out.email);
  }
  return out;
}

}  // namespace crypto

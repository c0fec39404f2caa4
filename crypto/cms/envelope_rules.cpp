#include "crypto/cms/envelope_rules.h"

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <optional>

#include "crypto/keys/pbes2_rules.h"
#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"

namespace crypto {
namespace {

using PasswordStretch = Handle<PBKDF2PARAM, PBKDF2PARAM_free>;

constexpr std::size_t kTagBytes = 16;

struct Element {
  int tag = 0;
  int tag_class = 0;
  base::ByteView whole;
  base::ByteView content;

  bool is(int wanted_tag, int wanted_class) const {
    return tag == wanted_tag && tag_class == wanted_class;
  }
};

// Takes the next element off `rest`; nothing for an end, damage or an indefinite length.
std::optional<Element> take_element(base::ByteView& rest) {
  if (rest.empty()) return std::nullopt;
  const unsigned char* at = rest.data();
  long length = 0;
  Element out;
  const int flags =
      ASN1_get_object(&at, &length, &out.tag, &out.tag_class, static_cast<long>(rest.size()));
  if ((flags & 0x80) != 0 || (flags & 0x01) != 0) return std::nullopt;
  const auto header = static_cast<std::size_t>(at - rest.data());
  out.whole = rest.first(header + static_cast<std::size_t>(length));
  out.content = out.whole.subspan(header);
  rest = rest.subspan(out.whole.size());
  return out;
}

// PasswordRecipientInfo: version, [0] key derivation (OID, parameters), ...
bool has_bounded_work(base::ByteView password_recipient) {
  const auto version = take_element(password_recipient);
  const auto derivation = take_element(password_recipient);
  if (!version || !derivation || !derivation->is(0, V_ASN1_CONTEXT_SPECIFIC)) return false;
  base::ByteView inside = derivation->content;
  const auto oid = take_element(inside);
  const auto parameters = take_element(inside);
  if (!oid || !parameters) return false;
  const unsigned char* at = parameters->whole.data();
  const PasswordStretch stretch{
      d2i_PBKDF2PARAM(nullptr, &at, static_cast<long>(parameters->whole.size()))};
  if (!stretch) return false;
  const long rounds = ASN1_INTEGER_get(stretch->iter);
  return rounds >= 1 && rounds <= kKeyFilePbkdf2IterationsMax;
}

bool has_bounded_recipients(base::ByteView recipients) {
  constexpr int kPasswordTag = 3;
  while (!recipients.empty()) {
    const auto recipient = take_element(recipients);
    if (!recipient) return false;
    if (recipient->is(kPasswordTag, V_ASN1_CONTEXT_SPECIFIC) &&
        !has_bounded_work(recipient->content)) {
      return false;
    }
  }
  return true;
}

}  // namespace

base::Result<void> check_envelope(base::ByteView cms) {
  const CleanErrorQueue clean;
  const auto outer = take_element(cms);
  base::ByteView rest = outer ? outer->content : base::ByteView{};
  const auto type = take_element(rest);
  const auto wrapper = take_element(rest);
  base::ByteView wrapped = wrapper ? wrapper->content : base::ByteView{};
  const auto envelope = take_element(wrapped);
  if (!cms.empty() || !type || !envelope) return refusal("not a CMS message in DER");

  Element last;
  for (base::ByteView fields = envelope->content; !fields.empty();) {
    const auto field = take_element(fields);
    if (!field) return refusal("not a CMS message in DER");
    if (field->is(V_ASN1_SET, V_ASN1_UNIVERSAL) && !has_bounded_recipients(field->content)) {
      return refusal("encrypted message with an excessive work factor");
    }
    last = *field;
  }
  if (!last.is(V_ASN1_OCTET_STRING, V_ASN1_UNIVERSAL) || last.content.size() != kTagBytes) {
    return refusal("encrypted message without a full authentication tag at its end");
  }
  return {};
}

}  // namespace crypto

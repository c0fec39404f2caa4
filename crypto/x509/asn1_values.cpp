#include "crypto/x509/asn1_values.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/x509.h>

#include <ctime>

#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"

namespace crypto {
namespace {

using TextBio = Handle<BIO, BIO_free>;
using Number = Handle<BIGNUM, BN_free>;

void free_text(void* text) {
  OPENSSL_free(text);
}
using Text = Handle<unsigned char, free_text>;
using HexText = Handle<char, free_text>;

std::string text_of_bio(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}

bool is_well_encoded(const ASN1_STRING* value) {
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, value);
  const Text owned{text};
  return size >= 0;
}

// OpenSSL copies a UTF8String unchecked, so what is not valid is escaped byte by byte.
unsigned long without_escaping_letters(bool well_encoded) {
  return well_encoded ? ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB) : ~0UL;
}

bool is_well_encoded(const X509_NAME& name) {
  for (int i = 0; i < X509_NAME_entry_count(&name); ++i) {
    if (!is_well_encoded(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(&name, i)))) return false;
  }
  return true;
}

}  // namespace

base::Result<base::WallTime> read_asn1_time(const asn1_string_st& time) {
  const CleanErrorQueue clean;
  std::tm parts{};
  if (ASN1_TIME_to_tm(&time, &parts) != 1) {
    return openssl_error(base::ErrorKind::InvalidInput, "damaged time");
  }
  const std::chrono::sys_seconds seconds{std::chrono::seconds{timegm(&parts)}};
  if (seconds <= kEarliestTime) return kEarliestTime;
  if (seconds >= kLatestTime) return kLatestTime;
  return base::WallTime{seconds};
}

base::Result<void> set_asn1_time(asn1_string_st& out, base::WallTime time) {
  const CleanErrorQueue clean;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch();
  const bool done = time >= kLatestTime
                        ? ASN1_TIME_set_string_X509(&out, "99991231235959Z") == 1
                        : ASN1_TIME_set(&out, static_cast<std::time_t>(seconds.count())) != nullptr;
  if (!done) return openssl_error(base::ErrorKind::InvalidInput, "time out of range");
  return {};
}

std::string hex_of_integer(const asn1_string_st& integer) {
  const CleanErrorQueue clean;
  const Number number{ASN1_INTEGER_to_BN(&integer, nullptr)};
  const HexText text{number ? BN_bn2hex(number.get()) : nullptr};
  if (!text) return "0";
  std::string out{text.get()};
  for (char& c : out) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string display_name(const X509_name_st& name) {
  const CleanErrorQueue clean;
  const TextBio bio{BIO_new(BIO_s_mem())};
  const unsigned long flags = XN_FLAG_RFC2253 & without_escaping_letters(is_well_encoded(name));
  if (!bio || X509_NAME_print_ex(bio.get(), &name, 0, flags) < 0) return "(unreadable name)";
  return text_of_bio(bio.get());
}

std::string common_name_of(const X509_name_st& name) {
  const CleanErrorQueue clean;
  int at = -1;
  for (int next = at; (next = X509_NAME_get_index_by_NID(&name, NID_commonName, next)) >= 0;) {
    at = next;
  }
  if (at < 0) return {};
  const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(&name, at));
  const TextBio bio{BIO_new(BIO_s_mem())};
  const unsigned long flags =
      (ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_ESC_MSB | ASN1_STRFLGS_UTF8_CONVERT) &
      without_escaping_letters(is_well_encoded(value));
  if (!bio || ASN1_STRING_print_ex(bio.get(), value, flags) < 0) return "(unreadable name)";
  return text_of_bio(bio.get());
}

}  // namespace crypto

#include "crypto/x509/certificate_stack.h"

#include <openssl/x509.h>

#include <algorithm>
#include <utility>

namespace crypto {

void CertificateStackFree::operator()(stack_st_X509* stack) const {
  sk_X509_pop_free(stack, X509_free);
}

CertificateStack make_stack(std::span<const Certificate> certificates) {
  CertificateStack stack{sk_X509_new_null()};
  for (const Certificate& certificate : certificates) {
    if (!stack || X509_add_cert(stack.get(), certificate.native(), X509_ADD_FLAG_UP_REF) != 1) {
      return nullptr;
    }
  }
  return stack;
}

std::vector<Certificate> read_stack(const stack_st_X509* stack) {
  std::vector<Certificate> out;
  const int count = stack == nullptr ? 0 : sk_X509_num(stack);
  for (int i = 0; i < std::min(count, static_cast<int>(kChainCertificatesMax)); ++i) {
    if (auto certificate = Certificate::from_native(*sk_X509_value(stack, i))) {
      out.push_back(*std::move(certificate));
    }
  }
  return out;
}

}  // namespace crypto

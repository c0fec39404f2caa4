// Certificates as OpenSSL's stacks, and back. For .cpp files under crypto/ only.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "crypto/x509/certificate.h"

struct stack_st_X509;

namespace crypto {

struct CertificateStackFree {
  void operator()(stack_st_X509* stack) const;  // and drops its references
};
using CertificateStack = std::unique_ptr<stack_st_X509, CertificateStackFree>;

// Holds a reference to each; null when memory ran out.
CertificateStack make_stack(std::span<const Certificate> certificates);

// The inverse, up to kChainCertificatesMax; what we could not read as a file is left out.
std::vector<Certificate> read_stack(const stack_st_X509* stack);

}  // namespace crypto

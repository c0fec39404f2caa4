#include "crypto/keys/pbes2_rules.h"

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <string>

#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"

namespace crypto {
namespace {

using base::ErrorKind;
using Pbe2Parameters = Handle<PBE2PARAM, PBE2PARAM_free>;
using Pbkdf2Parameters = Handle<PBKDF2PARAM, PBKDF2PARAM_free>;
using ScryptParameters = Handle<SCRYPT_PARAMS, SCRYPT_PARAMS_free>;

// The number of an algorithm, and its parameters when they are a sequence.
struct Pbes2Part {
  int nid = NID_undef;
  const ASN1_STRING* parameters = nullptr;
};

Pbes2Part pbes2_part(const X509_ALGOR& algorithm) {
  const ASN1_OBJECT* oid = nullptr;
  int type = 0;
  const void* value = nullptr;
  X509_ALGOR_get0(&oid, &type, &value, &algorithm);
  return {OBJ_obj2nid(oid),
          type == V_ASN1_SEQUENCE ? static_cast<const ASN1_STRING*>(value) : nullptr};
}

base::Error scheme_refusal(std::string_view what, std::string_view why, std::string_view code) {
  return refusal(std::string{what} + std::string{why}, code);
}

bool is_aes_cbc(int nid) {
  return nid == NID_aes_128_cbc || nid == NID_aes_192_cbc || nid == NID_aes_256_cbc;
}

// OpenSSL bounds the memory of scrypt, not its time.
bool is_bounded_scrypt(const SCRYPT_PARAMS& scrypt) {
  std::uint64_t work = 1;
  for (const ASN1_INTEGER* factor :
       {scrypt.costParameter, scrypt.blockSize, scrypt.parallelizationParameter}) {
    std::uint64_t number = 0;
    if (ASN1_INTEGER_get_uint64(&number, factor) != 1 || number == 0) return false;
    if (number > kKeyFileScryptWorkMax / work) return false;
    work *= number;
  }
  return true;
}

base::Result<void> check_key_derivation(const Pbes2Part& function, std::string_view what) {
  if (function.nid == NID_id_scrypt && function.parameters != nullptr) {
    const ScryptParameters scrypt{static_cast<SCRYPT_PARAMS*>(
        ASN1_item_unpack(function.parameters, ASN1_ITEM_rptr(SCRYPT_PARAMS)))};
    if (!scrypt) return openssl_error(ErrorKind::InvalidInput, "damaged scrypt parameters");
    if (is_bounded_scrypt(*scrypt)) return {};
    return scheme_refusal(what, " encrypted with an excessive work factor", "too_much_work");
  }
  if (function.nid != NID_id_pbkdf2 || function.parameters == nullptr) {
    return scheme_refusal(what, " encrypted under an unsupported key derivation", "old_encryption");
  }
  const Pbkdf2Parameters pbkdf2{static_cast<PBKDF2PARAM*>(
      ASN1_item_unpack(function.parameters, ASN1_ITEM_rptr(PBKDF2PARAM)))};
  if (!pbkdf2) return openssl_error(ErrorKind::InvalidInput, "damaged PBKDF2 parameters");
  const long iterations = ASN1_INTEGER_get(pbkdf2->iter);
  if (iterations < 1 || iterations > kKeyFilePbkdf2IterationsMax) {
    return scheme_refusal(what, " encrypted with an excessive work factor", "too_much_work");
  }
  return {};
}

}  // namespace

base::Result<void> check_pbes2(const X509_algor_st& scheme, std::string_view what) {
  const CleanErrorQueue clean;
  const Pbes2Part outer = pbes2_part(scheme);
  if (outer.nid != NID_pbes2 || outer.parameters == nullptr) {
    return scheme_refusal(what, " encryption older than PBES2 is refused", "old_encryption");
  }
  const Pbe2Parameters pbe2{
      static_cast<PBE2PARAM*>(ASN1_item_unpack(outer.parameters, ASN1_ITEM_rptr(PBE2PARAM)))};
  if (!pbe2) return openssl_error(ErrorKind::InvalidInput, "damaged PBES2 parameters");
  RETURN_IF_ERROR(check_key_derivation(pbes2_part(*pbe2->keyfunc), what));
  if (!is_aes_cbc(OBJ_obj2nid(pbe2->encryption->algorithm))) {
    return scheme_refusal(what, " encrypted with another cipher than AES is refused",
                          "old_encryption");
  }
  return {};
}

}  // namespace crypto

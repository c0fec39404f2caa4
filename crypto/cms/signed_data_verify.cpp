#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/ess.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <array>
#include <utility>

#include "crypto/cms/signed_data.h"
#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/secret.h"
#include "crypto/x509/asn1_values.h"
#include "crypto/x509/certificate_stack.h"

namespace crypto {
namespace {

using base::ErrorKind;
using ReadMessage = Handle<CMS_ContentInfo, CMS_ContentInfo_free>;
using ContentHash = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using SigningCertificates = Handle<ESS_SIGNING_CERT_V2, ESS_SIGNING_CERT_V2_free>;

// The one value of a signed attribute that occurs once, if it is of `type`.
const ASN1_STRING* attribute(const CMS_SignerInfo& info, int nid, int type) {
  constexpr int kOnceWithOneValue = -3;
  return static_cast<const ASN1_STRING*>(
      CMS_signed_get0_data_by_OBJ(&info, OBJ_nid2obj(nid), kOnceWithOneValue, type));
}

// Only these may stand for the content: nothing broken, nothing without a fixed length.
const EVP_MD* accepted_digest(int nid) {
  switch (nid) {
    case NID_sha256:
      return EVP_sha256();
    case NID_sha384:
      return EVP_sha384();
    case NID_sha512:
      return EVP_sha512();
    default:
      return nullptr;
  }
}

// We hash the content ourselves: OpenSSL would hash it once per algorithm that a message lists,
// and a message may list thousands.
base::Result<base::Bytes> hash_content(const EVP_MD& algorithm, const ContentSource& content) {
  const ContentHash context{EVP_MD_CTX_new()};
  bool good = context && EVP_DigestInit_ex2(context.get(), &algorithm, nullptr) == 1;
  std::array<std::uint8_t, 64U << 10> piece;
  while (good) {
    ASSIGN_OR_RETURN(const std::size_t size, content(piece));
    if (size == 0) break;
    good = EVP_DigestUpdate(context.get(), piece.data(), size) == 1;
  }
  base::Bytes digest(static_cast<std::size_t>(EVP_MD_get_size(&algorithm)));
  if (!good || EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1) {
    return openssl_error(ErrorKind::Unavailable, "content digest");
  }
  return digest;
}

std::optional<base::WallTime> claimed_time(const CMS_SignerInfo& info) {
  const ASN1_STRING* time = attribute(info, NID_pkcs9_signingTime, V_ASN1_UTCTIME);
  if (time == nullptr) time = attribute(info, NID_pkcs9_signingTime, V_ASN1_GENERALIZEDTIME);
  if (time == nullptr) return std::nullopt;
  const auto value = read_asn1_time(*time);
  return value ? std::optional{*value} : std::nullopt;
}

// Null when all is well.
const char* fault_of_attributes(CMS_ContentInfo& message, CMS_SignerInfo& info) {
  const void* type =
      CMS_signed_get0_data_by_OBJ(&info, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT);
  if (type == nullptr ||
      OBJ_cmp(static_cast<const ASN1_OBJECT*>(type), CMS_get0_eContentType(&message)) != 0) {
    return "the signature does not cover the type of the content";
  }
  if (CMS_SignerInfo_verify(&info) != 1) return "the signature does not match";
  return nullptr;
}

base::Result<const char*> fault_of_content(CMS_SignerInfo& info, const ContentSource& content) {
  X509_ALGOR* algorithm = nullptr;
  CMS_SignerInfo_get0_algs(&info, nullptr, nullptr, &algorithm, nullptr);
  const EVP_MD* digest = accepted_digest(OBJ_obj2nid(algorithm->algorithm));
  if (digest == nullptr) return "the content is hashed with a weak or unknown algorithm";
  ASSIGN_OR_RETURN(const base::Bytes actual, hash_content(*digest, content));
  const ASN1_STRING* claimed = attribute(info, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);
  if (claimed == nullptr) return "the signature covers no content";
  const base::ByteView claimed_bytes{ASN1_STRING_get0_data(claimed),
                                     static_cast<std::size_t>(ASN1_STRING_length(claimed))};
  if (!equal_constant_time(actual, claimed_bytes)) return "the content was changed";
  return nullptr;
}

// Null when the signer named no certificate or named this one.
const char* fault_of_named_certificate(const CMS_SignerInfo& info,
                                       std::span<const Certificate> chain) {
  if (CMS_signed_get_attr_by_NID(&info, NID_id_smime_aa_signingCertificateV2, -1) < 0) {
    return nullptr;
  }
  const ASN1_STRING* value = attribute(info, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE);
  if (value == nullptr) return "the signer names its certificate in a damaged way";
  const unsigned char* at = ASN1_STRING_get0_data(value);
  const SigningCertificates named{d2i_ESS_SIGNING_CERT_V2(nullptr, &at, ASN1_STRING_length(value))};
  const CertificateStack stack = make_stack(chain);
  if (!named || !stack || OSSL_ESS_check_signing_certs(nullptr, named.get(), stack.get(), 0) != 1) {
    return "the signer names another certificate";
  }
  return nullptr;
}

base::Result<CMS_SignerInfo*> only_signer(CMS_ContentInfo& message, const ChainInput& input) {
  STACK_OF(CMS_SignerInfo)* infos = CMS_get0_SignerInfos(&message);
  if (infos == nullptr || sk_CMS_SignerInfo_num(infos) != 1) {
    return refusal("a signature of one signer is expected");
  }
  const CertificateStack known = make_stack(input.intermediates);
  if (!known) return openssl_error(ErrorKind::Unavailable, "certificate stack");
  CMS_set1_signers_certs(&message, known.get(), 0);  // the message's own, then these
  return sk_CMS_SignerInfo_value(infos, 0);
}

base::Result<ReadMessage> read_message(base::ByteView cms) {
  if (cms.size() > kSignedDataBytesMax) return refusal("signature file is too long");
  const unsigned char* at = cms.data();
  const unsigned char* end = at + cms.size();
  ReadMessage message{d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(cms.size()))};
  if (!message || at != end) return openssl_error(ErrorKind::InvalidInput, "not a CMS message");
  if (OBJ_obj2nid(CMS_get0_type(message.get())) != NID_pkcs7_signed) {
    return refusal("CMS message is not a signature");
  }
  if (CMS_is_detached(message.get()) != 1) return refusal("the signature is not detached");
  return message;
}

}  // namespace

base::Result<SignedDataVerdict> verify_cms(base::ByteView cms, const ContentSource& content,
                                           const ChainInput& input, base::WallTime at,
                                           const ChainPolicy& policy) {
  const CleanErrorQueue clean;
  ASSIGN_OR_RETURN(const ReadMessage message, read_message(cms));
  ASSIGN_OR_RETURN(CMS_SignerInfo * info, only_signer(*message, input));
  SignedDataVerdict verdict;
  const CertificateStack enclosed{CMS_get1_certs(message.get())};
  verdict.enclosed = read_stack(enclosed.get());
  verdict.signing_time = claimed_time(*info);

  X509* signer = nullptr;
  CMS_SignerInfo_get0_algs(info, nullptr, &signer, nullptr, nullptr);
  if (signer == nullptr) {
    verdict.reason = "the signer's certificate is not there";
    return verdict;
  }
  ASSIGN_OR_RETURN(verdict.signer, Certificate::from_native(*signer));
  const char* fault = fault_of_attributes(*message, *info);
  if (fault == nullptr) {
    ASSIGN_OR_RETURN(fault, fault_of_content(*info, content));
  }
  std::vector<Certificate> intermediates{input.intermediates.begin(), input.intermediates.end()};
  intermediates.insert(intermediates.end(), verdict.enclosed.begin(), verdict.enclosed.end());
  if (fault == nullptr) {
    verdict.chain =
        verify_chain(*verdict.signer, {intermediates, input.roots, input.crls}, at, policy);
    const std::span<const Certificate> signer_alone{&*verdict.signer, 1};
    fault = fault_of_named_certificate(
        *info,
        verdict.chain.ok() ? std::span<const Certificate>{verdict.chain.chain} : signer_alone);
  }
  verdict.content_matches = fault == nullptr;
  if (fault != nullptr) verdict.reason = fault;
  return verdict;
}

}  // namespace crypto

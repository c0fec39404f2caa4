#include "crypto/x509/chain_verifier.h"

#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <utility>

#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/x509/revocation_check.h"

namespace crypto {
namespace {

using Store = Handle<X509_STORE, X509_STORE_free>;
using StoreContext = Handle<X509_STORE_CTX, X509_STORE_CTX_free>;

// The certificates stay owned by their values; the stack only points at them.
void free_stack(STACK_OF(X509) * stack) {
  sk_X509_free(stack);
}
using BorrowedStack = Handle<STACK_OF(X509), free_stack>;

constexpr int kDepthMax = 8;
constexpr int kAuthLevel = 2;  // OpenSSL's 112 bits: RSA 2048, SHA-256

ChainStatus status_of(int error) {
  switch (error) {
    case X509_V_OK:
      return ChainStatus::Ok;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return ChainStatus::Expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return ChainStatus::NotYetValid;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return ChainStatus::UnknownIssuer;
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
    case X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH:
      return ChainStatus::BadSignature;
    case X509_V_ERR_INVALID_CA:
    case X509_V_ERR_INVALID_NON_CA:
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
      return ChainStatus::NotACa;
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
    case X509_V_ERR_CERT_CHAIN_TOO_LONG:
      return ChainStatus::PathTooLong;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return ChainStatus::WrongName;
    case X509_V_ERR_INVALID_PURPOSE:
    case X509_V_ERR_CERT_REJECTED:
    case X509_V_ERR_CERT_UNTRUSTED:
      return ChainStatus::WrongPurpose;
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return ChainStatus::Weak;
    default:
      return ChainStatus::Invalid;
  }
}

int openssl_purpose(ChainPurpose purpose) {
  switch (purpose) {
    case ChainPurpose::TlsServer:
      return X509_PURPOSE_SSL_SERVER;
    case ChainPurpose::TlsClient:
      return X509_PURPOSE_SSL_CLIENT;
    case ChainPurpose::Timestamp:
      return X509_PURPOSE_TIMESTAMP_SIGN;
    case ChainPurpose::Any:
    case ChainPurpose::Evidence:
    case ChainPurpose::Device:
      break;
  }
  return X509_PURPOSE_ANY;
}

bool may_sign_evidence(const Certificate& leaf) {
  if ((X509_get_extension_flags(leaf.native()) & EXFLAG_XKUSAGE) == 0) return true;
  const auto usages = leaf.extended_key_usage();
  return std::ranges::any_of(usages, [](const std::string& usage) {
    return usage == "emailProtection" || usage == "1.3.6.1.5.5.7.3.36" ||
           usage == "id-kp-documentSigning" || usage == "documentSigning";
  });
}

// What OpenSSL's purposes do not know.
bool serves_purpose(const Certificate& leaf, ChainPurpose purpose) {
  if (purpose != ChainPurpose::Evidence && purpose != ChainPurpose::Device) return true;
  constexpr std::uint32_t kSigning = KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION;
  if ((X509_get_key_usage(leaf.native()) & kSigning) == 0) return false;
  return purpose == ChainPurpose::Device || may_sign_evidence(leaf);
}

bool configure(X509_VERIFY_PARAM& param, base::WallTime at, const ChainPolicy& policy) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch();
  X509_VERIFY_PARAM_set_time(&param, seconds.count());
  X509_VERIFY_PARAM_set_depth(&param, kDepthMax);
  X509_VERIFY_PARAM_set_auth_level(&param, kAuthLevel);
  X509_VERIFY_PARAM_set_hostflags(
      &param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  return X509_VERIFY_PARAM_set_flags(&param, X509_V_FLAG_PARTIAL_CHAIN) == 1 &&
         X509_VERIFY_PARAM_set_purpose(&param, openssl_purpose(policy.purpose)) == 1 &&
         (policy.host.empty() ||
          X509_VERIFY_PARAM_set1_host(&param, policy.host.data(), policy.host.size()) == 1) &&
         (policy.address.empty() ||
          X509_VERIFY_PARAM_set1_ip_asc(&param, policy.address.c_str()) == 1);
}

std::vector<Certificate> chain_of(X509_STORE_CTX& context) {
  std::vector<Certificate> out;
  STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(&context);
  for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i) {
    auto certificate = Certificate::from_native(*sk_X509_value(chain, i));
    if (!certificate) break;
    out.push_back(*std::move(certificate));
  }
  return out;
}

ChainVerdict path_verdict(X509_STORE_CTX& context) {
  const bool good = X509_verify_cert(&context) == 1;
  const int error = X509_STORE_CTX_get_error(&context);
  ChainVerdict verdict{.status = status_of(error), .chain = chain_of(context)};
  if (good && verdict.ok()) return verdict;
  if (verdict.ok()) verdict.status = ChainStatus::Invalid;
  verdict.depth = X509_STORE_CTX_get_error_depth(&context);
  verdict.reason = X509_verify_cert_error_string(error);
  return verdict;
}

// OpenSSL takes old certificates without basicConstraints for CAs; we do not.
std::optional<ChainVerdict> check_cas(std::span<const Certificate> chain) {
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (chain[i].is_ca()) continue;
    return ChainVerdict{.status = ChainStatus::NotACa,
                        .depth = static_cast<int>(i),
                        .reason = "the issuer is not a CA"};
  }
  return std::nullopt;
}

// The verdict of `failed` on the chain of `good`.
ChainVerdict refuse(ChainVerdict failed, ChainVerdict good) {
  failed.chain = std::move(good.chain);
  return failed;
}

ChainVerdict judge(X509_STORE_CTX& context, const Certificate& leaf, const ChainInput& input,
                   base::WallTime at, const ChainPolicy& policy) {
  ChainVerdict verdict = path_verdict(context);
  if (!verdict.ok()) return verdict;
  if (verdict.chain.empty()) return {.status = ChainStatus::Invalid, .reason = "no chain"};
  if (auto failed = check_cas(verdict.chain)) return refuse(*std::move(failed), std::move(verdict));
  if (const auto weakness = leaf.weakness()) {
    // The signature on a trusted certificate is not what makes it trusted.
    if (verdict.chain.size() > 1) {
      return refuse({.status = ChainStatus::Weak, .reason = *weakness}, std::move(verdict));
    }
  }
  if (!serves_purpose(leaf, policy.purpose)) {
    return refuse(
        {.status = ChainStatus::WrongPurpose, .reason = "the certificate is for another purpose"},
        std::move(verdict));
  }
  if (auto failed = check_revocation(verdict.chain, input.crls, at, policy.crl_rule)) {
    return refuse(*std::move(failed), std::move(verdict));
  }
  return verdict;
}

}  // namespace

std::string_view name_of(ChainStatus status) {
  static constexpr std::string_view kNames[]{
      "ok",          "expired",       "not yet valid", "unknown issuer", "revoked",
      "CRL missing", "CRL stale",     "bad signature", "not a CA",       "path too long",
      "wrong name",  "wrong purpose", "weak",          "invalid"};
  return kNames[static_cast<std::size_t>(status)];
}

ChainVerdict verify_chain(const Certificate& leaf, const ChainInput& input, base::WallTime at,
                          const ChainPolicy& policy) {
  const CleanErrorQueue clean;
  const Store store{X509_STORE_new()};
  const BorrowedStack intermediates{sk_X509_new_null()};
  const StoreContext context{X509_STORE_CTX_new()};
  bool ready = store && intermediates && context;
  for (const Certificate& root : input.roots) {
    ready = ready && X509_STORE_add_cert(store.get(), root.native()) == 1;
  }
  for (const Certificate& certificate : input.intermediates) {
    ready = ready && sk_X509_push(intermediates.get(), certificate.native()) > 0;
  }
  ready = ready &&
          X509_STORE_CTX_init(context.get(), store.get(), leaf.native(), intermediates.get()) == 1;
  ChainVerdict verdict;
  if (!ready || !configure(*X509_STORE_CTX_get0_param(context.get()), at, policy)) {
    verdict.reason = "the policy names no valid host or address, or memory ran out";
  } else {
    verdict = judge(*context, leaf, input, at, policy);
  }
  const auto depth = static_cast<std::size_t>(std::max(verdict.depth, 0));
  verdict.certificate =
      depth < verdict.chain.size() ? verdict.chain[depth].subject() : leaf.subject();
  return verdict;
}

}  // namespace crypto

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/timestamp/timestamp.h"
#include "crypto/x509/asn1_values.h"
#include "crypto/x509/certificate_stack.h"

namespace crypto {
namespace {

using base::ErrorKind;
using Reply = Handle<TS_RESP, TS_RESP_free>;
using Token = Handle<PKCS7, PKCS7_free>;
using TokenInfo = Handle<TS_TST_INFO, TS_TST_INFO_free>;
using TrustStore = Handle<X509_STORE, X509_STORE_free>;

void free_borrowed(STACK_OF(X509) * stack) {
  sk_X509_free(stack);
}
using BorrowedSigners = Handle<STACK_OF(X509), free_borrowed>;

std::int64_t small_number(const ASN1_INTEGER* value) {
  constexpr std::int64_t kLargest = 1'000'000'000;
  std::int64_t number = 0;
  if (value == nullptr || ASN1_INTEGER_get_int64(&number, value) != 1) return 0;
  return std::clamp<std::int64_t>(number, 0, kLargest);
}

std::optional<std::chrono::microseconds> accuracy_of(TS_TST_INFO& info) {
  const TS_ACCURACY* accuracy = TS_TST_INFO_get_accuracy(&info);
  if (accuracy == nullptr) return std::nullopt;
  return std::chrono::seconds{small_number(TS_ACCURACY_get_seconds(accuracy))} +
         std::chrono::milliseconds{small_number(TS_ACCURACY_get_millis(accuracy))} +
         std::chrono::microseconds{small_number(TS_ACCURACY_get_micros(accuracy))};
}

// Null when the token speaks of this digest.
const char* fault_of_imprint(TS_TST_INFO& info, const Sha256Digest& digest) {
  if (TS_TST_INFO_get_version(&info) != 1) return "the token is of an unknown version";
  TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(&info);
  const ASN1_OCTET_STRING* value = TS_MSG_IMPRINT_get_msg(imprint);
  const base::ByteView bytes{ASN1_STRING_get0_data(value),
                             static_cast<std::size_t>(ASN1_STRING_length(value))};
  if (OBJ_obj2nid(TS_MSG_IMPRINT_get_algo(imprint)->algorithm) != NID_sha256 ||
      !std::ranges::equal(bytes, digest)) {
    return "the token is for another digest";
  }
  for (int i = 0; i < TS_TST_INFO_get_ext_count(&info); ++i) {
    if (X509_EXTENSION_get_critical(TS_TST_INFO_get_ext(&info, i)) != 0) {
      return "the token has an unknown critical extension";
    }
  }
  return nullptr;
}

const char* fault_of_nonce(const TS_TST_INFO& info, const TimestampRequest& request) {
  const unsigned char* at = request.to_der().data();
  TS_REQ* parsed = d2i_TS_REQ(nullptr, &at, static_cast<long>(request.to_der().size()));
  const Handle<TS_REQ, TS_REQ_free> asked{parsed};
  const ASN1_INTEGER* answer = TS_TST_INFO_get_nonce(&info);
  if (!asked || answer == nullptr || ASN1_INTEGER_cmp(TS_REQ_get_nonce(asked.get()), answer) != 0) {
    return "the token answers another request";
  }
  return nullptr;
}

bool is_weak_digest(PKCS7& token) {
  PKCS7_SIGNER_INFO* signer = sk_PKCS7_SIGNER_INFO_value(PKCS7_get_signer_info(&token), 0);
  X509_ALGOR* digest = nullptr;
  PKCS7_SIGNER_INFO_get0_algs(signer, nullptr, &digest, nullptr);
  const int nid = OBJ_obj2nid(digest->algorithm);
  return nid != NID_sha256 && nid != NID_sha384 && nid != NID_sha512;
}

// The signer's certificate among the token's and the caller's.
base::Result<Certificate> authority_of(PKCS7& token, const CertificateStack& known) {
  STACK_OF(PKCS7_SIGNER_INFO)* infos = PKCS7_get_signer_info(&token);
  if (infos == nullptr || sk_PKCS7_SIGNER_INFO_num(infos) != 1) {
    return refusal("a token of one signer is expected");
  }
  const BorrowedSigners signers{PKCS7_get0_signers(&token, known.get(), 0)};
  if (!signers || sk_X509_num(signers.get()) != 1) {
    return refusal("the authority's certificate is not there");
  }
  return Certificate::from_native(*sk_X509_value(signers.get(), 0));
}

// OpenSSL's own judgement, on the same roots and time: it alone checks that the token names its
// certificate (ESS) and that the signature holds.
const char* fault_of_signature(PKCS7& token, const CertificateStack& known,
                               std::span<const Certificate> roots, base::WallTime at) {
  if (is_weak_digest(token)) return "the token is signed with a weak digest";
  const TrustStore store{X509_STORE_new()};
  bool ready = static_cast<bool>(store);
  for (const Certificate& root : roots) {
    ready = ready && X509_STORE_add_cert(store.get(), root.native()) == 1;
  }
  if (!ready) return "memory ran out";
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch();
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), seconds.count());
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
  X509* signer = nullptr;
  const bool good = TS_RESP_verify_signature(&token, known.get(), store.get(), &signer) == 1;
  X509_free(signer);
  return good ? nullptr : "the token's signature does not hold";
}

base::Result<TimestampVerdict> judge_token(PKCS7& token, const Sha256Digest& digest,
                                           const TimestampRequest* request, const ChainInput& input,
                                           base::WallTime at) {
  const TokenInfo info{PKCS7_to_TS_TST_INFO(&token)};
  if (!info) return openssl_error(ErrorKind::InvalidInput, "not a timestamp token");
  TimestampVerdict verdict;
  ASSIGN_OR_RETURN(verdict.time, read_asn1_time(*TS_TST_INFO_get_time(info.get())));
  verdict.accuracy = accuracy_of(*info);
  verdict.serial = hex_of_integer(*TS_TST_INFO_get_serial(info.get()));
  std::array<char, 128> policy{};
  OBJ_obj2txt(policy.data(), policy.size(), TS_TST_INFO_get_policy_id(info.get()), 1);
  verdict.policy = policy.data();

  const CertificateStack known = make_stack(input.intermediates);
  if (!known) return openssl_error(ErrorKind::Unavailable, "certificate stack");
  ASSIGN_OR_RETURN(verdict.authority, authority_of(token, known));
  std::vector<Certificate> intermediates = read_stack(token.d.sign->cert);
  intermediates.insert(intermediates.end(), input.intermediates.begin(), input.intermediates.end());
  verdict.chain = verify_chain(*verdict.authority, {intermediates, input.roots, input.crls}, at,
                               {.purpose = ChainPurpose::Timestamp});

  const char* fault = fault_of_imprint(*info, digest);
  if (fault == nullptr && request != nullptr) fault = fault_of_nonce(*info, *request);
  if (fault == nullptr && verdict.chain.ok()) {
    fault = fault_of_signature(token, known, input.roots, at);
  }
  if (fault == nullptr && !verdict.chain.ok()) fault = "the authority is not trusted";
  verdict.token_matches = fault == nullptr;
  if (fault != nullptr) verdict.reason = fault;
  return verdict;
}

base::Result<Reply> read_reply(base::ByteView der) {
  if (der.size() > kTimestampBytesMax) return refusal("timestamp reply is too long");
  const unsigned char* at = der.data();
  const unsigned char* end = at + der.size();
  Reply reply{d2i_TS_RESP(nullptr, &at, static_cast<long>(der.size()))};
  if (!reply || at != end) return openssl_error(ErrorKind::InvalidInput, "not a timestamp reply");
  const long status =
      ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(reply.get())));
  constexpr long kGranted = 0;
  constexpr long kGrantedWithMods = 1;
  if (status != kGranted && status != kGrantedWithMods) {
    return base::Error{ErrorKind::Denied, "the timestamp authority refused"};
  }
  PKCS7* token = TS_RESP_get_token(reply.get());
  if (token == nullptr || PKCS7_type_is_signed(token) != 1 || token->d.sign == nullptr) {
    return refusal("timestamp reply without a token");
  }
  return reply;
}

base::Result<TimestampVerdict> judge_reply(base::ByteView der, const Sha256Digest& digest,
                                           const TimestampRequest* request, const ChainInput& input,
                                           base::WallTime at) {
  const CleanErrorQueue clean;
  ASSIGN_OR_RETURN(const Reply reply, read_reply(der));
  return judge_token(*TS_RESP_get_token(reply.get()), digest, request, input, at);
}

}  // namespace

base::Result<TimestampVerdict> verify_timestamp(base::ByteView reply,
                                                const TimestampRequest& request,
                                                const ChainInput& input, base::WallTime at) {
  return judge_reply(reply, request.digest(), &request, input, at);
}

base::Result<TimestampVerdict> verify_stored_timestamp(base::ByteView reply,
                                                       const Sha256Digest& digest,
                                                       const ChainInput& input, base::WallTime at) {
  return judge_reply(reply, digest, nullptr, input, at);
}

base::Result<TimestampVerdict> verify_timestamp_token(base::ByteView token,
                                                      const Sha256Digest& digest,
                                                      const ChainInput& input, base::WallTime at) {
  const CleanErrorQueue clean;
  if (token.size() > kTimestampBytesMax) return refusal("timestamp token is too long");
  const unsigned char* next = token.data();
  const unsigned char* end = next + token.size();
  const Token parsed{d2i_PKCS7(nullptr, &next, static_cast<long>(token.size()))};
  if (!parsed || next != end || PKCS7_type_is_signed(parsed.get()) != 1 ||
      parsed->d.sign == nullptr) {
    return openssl_error(ErrorKind::InvalidInput, "not a timestamp token");
  }
  return judge_token(*parsed, digest, nullptr, input, at);
}

base::Result<base::Bytes> timestamp_token(base::ByteView reply) {
  const CleanErrorQueue clean;
  ASSIGN_OR_RETURN(const Reply parsed, read_reply(reply));
  return to_der_bytes<PKCS7>(
      [](PKCS7* token, unsigned char** out) { return i2d_PKCS7(token, out); },
      TS_RESP_get_token(parsed.get()));
}

}  // namespace crypto

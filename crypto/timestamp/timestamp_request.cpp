#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/objects.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include <algorithm>
#include <utility>

#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/timestamp/timestamp.h"
#include "crypto/x509/asn1_values.h"

namespace crypto {
namespace {

using base::ErrorKind;
using RequestValue = Handle<TS_REQ, TS_REQ_free>;
using ImprintValue = Handle<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free>;
using DigestAlgorithm = Handle<X509_ALGOR, X509_ALGOR_free>;
using NonceNumber = Handle<BIGNUM, BN_free>;
using NonceValue = Handle<ASN1_INTEGER, ASN1_INTEGER_free>;

constexpr int kNonceBits = 128;

base::Error request_failure() {
  return openssl_error(ErrorKind::Unavailable, "timestamp request");
}

base::Result<void> set_imprint(TS_REQ& request, Sha256Digest digest) {
  const ImprintValue imprint{TS_MSG_IMPRINT_new()};
  const DigestAlgorithm algorithm{X509_ALGOR_new()};
  if (!imprint || !algorithm ||
      X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) != 1 ||
      TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) != 1 ||
      TS_MSG_IMPRINT_set_msg(imprint.get(), digest.data(), static_cast<int>(digest.size())) != 1 ||
      TS_REQ_set_msg_imprint(&request, imprint.get()) != 1) {
    return request_failure();
  }
  return {};
}

base::Result<void> set_nonce(TS_REQ& request) {
  const NonceNumber number{BN_new()};
  // The top bit set, so that every nonce has the same size and none is zero.
  if (!number || BN_rand(number.get(), kNonceBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) != 1) {
    return request_failure();
  }
  const NonceValue nonce{BN_to_ASN1_INTEGER(number.get(), nullptr)};
  if (!nonce || TS_REQ_set_nonce(&request, nonce.get()) != 1) return request_failure();
  return {};
}

}  // namespace

TimestampRequest::TimestampRequest(base::Bytes der, const Sha256Digest& digest)
    : der_{std::move(der)}, digest_{digest} {}

base::Result<TimestampRequest> TimestampRequest::create(const Sha256Digest& digest) {
  const CleanErrorQueue clean;
  const RequestValue request{TS_REQ_new()};
  if (!request || TS_REQ_set_version(request.get(), 1) != 1 ||
      TS_REQ_set_cert_req(request.get(), 1) != 1) {
    return request_failure();
  }
  RETURN_IF_ERROR(set_imprint(*request, digest));
  RETURN_IF_ERROR(set_nonce(*request));
  ASSIGN_OR_RETURN(auto der, to_der_bytes<const TS_REQ>(i2d_TS_REQ, request.get()));
  return TimestampRequest{std::move(der), digest};
}

base::Result<TimestampRequest> TimestampRequest::from_der(base::ByteView der) {
  const CleanErrorQueue clean;
  constexpr std::size_t kRequestDerMax = 1024;
  if (der.size() > kRequestDerMax) return refusal("timestamp request is too long");
  const unsigned char* at = der.data();
  const unsigned char* end = at + der.size();
  const RequestValue request{d2i_TS_REQ(nullptr, &at, static_cast<long>(der.size()))};
  if (!request || at != end) {
    return openssl_error(ErrorKind::InvalidInput, "not a timestamp request");
  }
  TS_MSG_IMPRINT* imprint = TS_REQ_get_msg_imprint(request.get());
  const ASN1_OCTET_STRING* value = TS_MSG_IMPRINT_get_msg(imprint);
  Sha256Digest digest{};
  if (OBJ_obj2nid(TS_MSG_IMPRINT_get_algo(imprint)->algorithm) != NID_sha256 ||
      ASN1_STRING_length(value) != static_cast<int>(digest.size()) ||
      TS_REQ_get_nonce(request.get()) == nullptr || TS_REQ_get_ext_count(request.get()) > 0) {
    return refusal("timestamp request is not one of ours");
  }
  std::copy_n(ASN1_STRING_get0_data(value), digest.size(), digest.begin());
  return TimestampRequest{base::Bytes{der.begin(), der.end()}, digest};
}

}  // namespace crypto

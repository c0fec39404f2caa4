#include "crypto/hpke/hpke_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "crypto/detail/quiet_errors.h"
#include "crypto/hpke/hpke_schedule.h"

namespace crypto {
namespace {

template <auto free>
struct FreeEc {
  template <typename T>
  void operator()(T* object) const {
    free(object);
  }
};
using EcScalar = std::unique_ptr<BIGNUM, FreeEc<BN_clear_free>>;
using EcPoint = std::unique_ptr<EC_POINT, FreeEc<EC_POINT_free>>;
using EcKey = std::unique_ptr<EVP_PKEY, FreeEc<EVP_PKEY_free>>;
using EcKeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeEc<EVP_PKEY_CTX_free>>;
using EcParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, FreeEc<OSSL_PARAM_BLD_free>>;

// They hold a copy of the scalar, which OSSL_PARAM_free() gives back as it is.
struct WipeEcParams {
  void operator()(OSSL_PARAM* params) const {
    for (OSSL_PARAM* each = params; each->key != nullptr; ++each) {
      OPENSSL_cleanse(each->data, each->data_size);
    }
    OSSL_PARAM_free(params);
  }
};
using EcParams = std::unique_ptr<OSSL_PARAM, WipeEcParams>;

constexpr std::uint8_t kUncompressedPoint = 0x04;

base::Error p256_failed() {
  return {base::ErrorKind::Unavailable, "P-256 arithmetic failed"};
}

// Immutable once made, so threads may share it; lives until the process ends.
const EC_GROUP* p256() {
  static const EC_GROUP* const group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  return group;
}

// A number in secure hands: wiped when freed, and never branched on.
EcScalar ec_scalar(base::ByteView big_endian) {
  EcScalar number{BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr)};
  if (number) BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  return number;
}

// Null when OpenSSL does not take the key: the point is not on the curve.
EcKey make_ec_key(base::ByteView point, const BIGNUM* scalar) {
  const EcParamBuilder builder{OSSL_PARAM_BLD_new()};
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) !=
          1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1 ||
      (scalar != nullptr &&
       OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar) != 1)) {
    return nullptr;
  }
  const EcParams params{OSSL_PARAM_BLD_to_param(builder.get())};
  const EcKeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key,
                        scalar != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                        params.get()) != 1) {
    return nullptr;
  }
  return EcKey{key};
}

}  // namespace

base::Result<HpkePublicKey> HpkePublicKey::from_bytes(base::ByteView uncompressed_point) {
  const base::Error bad{base::ErrorKind::InvalidInput, "not a point of P-256"};
  if (uncompressed_point.size() != kHpkePublicKeyBytes ||
      uncompressed_point.front() != kUncompressedPoint) {
    return bad;
  }
  const detail::QuietErrors quiet;
  const EcKey key = make_ec_key(uncompressed_point, nullptr);
  if (!key) return bad;
  const EcKeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr)};
  if (!context || EVP_PKEY_public_check(context.get()) != 1) return bad;
  HpkePublicKey valid;
  std::ranges::copy(uncompressed_point, valid.point_.begin());
  return valid;
}

HpkePrivateKey::HpkePrivateKey(Secret scalar, const HpkePublicKey& public_key)
    : scalar_{std::move(scalar)}, public_key_{public_key} {}

base::Result<HpkePrivateKey> HpkePrivateKey::generate() {
  for (;;) {  // all but one in 2^32 scalars are good at the first try
    auto key = from(Secret::random(kHpkePrivateKeyBytes));
    if (key || key.error().kind != base::ErrorKind::InvalidInput) return key;
  }
}

base::Result<HpkePrivateKey> HpkePrivateKey::from(Secret scalar) {
  const base::Error bad{base::ErrorKind::InvalidInput, "not a private key of P-256"};
  if (scalar.size() != kHpkePrivateKeyBytes) return bad;
  const detail::QuietErrors quiet;
  const EcScalar number = ec_scalar(scalar.reveal());
  const EcPoint point{p256() != nullptr ? EC_POINT_new(p256()) : nullptr};
  if (!number || !point) return p256_failed();
  if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(p256())) >= 0) {
    return bad;
  }
  HpkePublicKey public_key;
  if (EC_POINT_mul(p256(), point.get(), number.get(), nullptr, nullptr, nullptr) != 1 ||
      EC_POINT_point2oct(p256(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                         public_key.point_.data(), public_key.point_.size(),
                         nullptr) != kHpkePublicKeyBytes) {
    return p256_failed();
  }
  return HpkePrivateKey{std::move(scalar), public_key};
}

// RFC 9180 section 7.1.3: candidates until one is in range; the first is, but once in 2^32.
base::Result<HpkePrivateKey> HpkePrivateKey::derive_key_pair(const Secret& input_key) {
  if (input_key.size() < kHpkePrivateKeyBytes) {
    return base::Error{base::ErrorKind::InvalidInput, "too little to derive a key pair from"};
  }
  const detail::LabeledKdf kdf = detail::kem_kdf();
  ASSIGN_OR_RETURN(const Secret key, kdf.extract({}, "dkp_prk", input_key.reveal()));
  for (unsigned counter = 0; counter <= 255; ++counter) {
    const std::array<std::uint8_t, 1> info{static_cast<std::uint8_t>(counter)};
    ASSIGN_OR_RETURN(Secret candidate, kdf.expand(key, "candidate", info, kHpkePrivateKeyBytes));
    auto pair = from(std::move(candidate));
    if (pair || pair.error().kind != base::ErrorKind::InvalidInput) return pair;
  }
  return base::Error{base::ErrorKind::InvalidInput, "no key pair can be derived"};
}

base::Result<HpkePrivateKey> HpkePrivateKey::from_private_key(const PrivateKey& key) {
  if (key.kind() != KeyKind::EcP256) {
    return base::Error{
        base::ErrorKind::InvalidInput,
        "the key is " + std::string{name_of(key.kind())} + "; a P-256 key is needed"};
  }
  BIGNUM* given = nullptr;
  if (EVP_PKEY_get_bn_param(key.native(), OSSL_PKEY_PARAM_PRIV_KEY, &given) != 1) {
    return p256_failed();
  }
  const EcScalar number{given};
  Secret scalar{kHpkePrivateKeyBytes};
  if (BN_bn2binpad(number.get(), scalar.reveal_for_writing().data(),
                   static_cast<int>(scalar.size())) != static_cast<int>(scalar.size())) {
    return p256_failed();
  }
  return from(std::move(scalar));
}

base::Result<Secret> HpkePrivateKey::shared_point(const HpkePublicKey& peer) const {
  const detail::QuietErrors quiet;
  const EcScalar scalar = ec_scalar(scalar_.reveal());
  const EcKey own = scalar ? make_ec_key(public_key_.bytes(), scalar.get()) : nullptr;
  const EcKey other = make_ec_key(peer.bytes(), nullptr);
  if (!own || !other) return p256_failed();
  const EcKeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, own.get(), nullptr)};
  Secret shared{kHpkePrivateKeyBytes};
  std::size_t size = shared.size();
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), other.get()) != 1 ||
      EVP_PKEY_derive(context.get(), shared.reveal_for_writing().data(), &size) != 1 ||
      size != shared.size()) {
    return p256_failed();
  }
  return shared;
}

}  // namespace crypto

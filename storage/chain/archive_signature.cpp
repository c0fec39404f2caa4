#include "storage/chain/archive_signature.h"

#include <algorithm>
#include <array>

#include "crypto/keys/key_kind.h"
#include "crypto/sign/signature.h"

namespace storage {
namespace {

// SubjectPublicKeyInfo of P-256 up to the point (RFC 5480), always the same.
constexpr std::array<std::uint8_t, 26> kSpkiStart{
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};

}  // namespace

base::Result<Point> point_of(const crypto::PublicKey& key) {
  const base::Bytes& spki = key.to_spki_der();
  Point point{};
  if (key.kind() != crypto::KeyKind::EcP256 || spki.size() != kSpkiStart.size() + point.size()) {
    return base::Error{base::ErrorKind::InvalidInput, "the archive's keys are P-256"};
  }
  std::ranges::copy(base::ByteView{spki}.subspan(kSpkiStart.size()), point.begin());
  return point;
}

base::Result<crypto::PublicKey> public_key_of(const Point& point) {
  base::Bytes spki{kSpkiStart.begin(), kSpkiStart.end()};
  base::append(spki, point);
  return crypto::PublicKey::from_spki_der(spki);
}

base::Result<Signature> sign_for_archive(const crypto::PrivateKey& key, base::ByteView message) {
  if (key.kind() != crypto::KeyKind::EcP256) {
    return base::Error{base::ErrorKind::InvalidInput, "the archive's keys are P-256"};
  }
  ASSIGN_OR_RETURN(const base::Bytes der, crypto::sign(key, message));
  ASSIGN_OR_RETURN(const base::Bytes raw, crypto::ecdsa_to_raw(key.kind(), der));
  Signature signature{};
  std::ranges::copy(raw, signature.begin());
  return signature;
}

base::Result<void> verify_archive_signature(const crypto::PublicKey& key, base::ByteView message,
                                            const Signature& signature) {
  if (key.kind() != crypto::KeyKind::EcP256) {
    return base::Error{base::ErrorKind::InvalidInput, "the archive's keys are P-256"};
  }
  ASSIGN_OR_RETURN(const base::Bytes der, crypto::ecdsa_from_raw(key.kind(), signature));
  return crypto::verify(key, message, der);
}

}  // namespace storage

#include "crypto/aead/aead.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cassert>
#include <functional>
#include <new>

#include "crypto/detail/fetched.h"
#include "crypto/detail/quiet_errors.h"

namespace crypto {

// One sealing or opening: begin, associated data, text, end. Each step says whether it worked.
class AeadOperation {
 public:
  enum class Direction { Open = 0, Seal = 1 };

  AeadOperation(AeadKey& key, Direction direction)
      : context_{key.context_.get()}, direction_{direction} {
    assert(context_ != nullptr);  // a key that was moved from
  }

  bool begin(const Nonce& nonce, base::ByteView associated_data) {
    int length = 0;
    return EVP_CipherInit_ex2(context_, nullptr, nullptr, nonce.data(),
                              static_cast<int>(direction_), nullptr) == 1 &&
           (associated_data.empty() ||
            EVP_CipherUpdate(context_, nullptr, &length, associated_data.data(),
                             static_cast<int>(associated_data.size())) == 1);
  }

  bool text(base::ByteView in, std::uint8_t* out) {
    int length = 0;
    return in.empty() ||
           (EVP_CipherUpdate(context_, out, &length, in.data(), static_cast<int>(in.size())) == 1 &&
            static_cast<std::size_t>(length) == in.size());
  }

  bool finish_seal(std::uint8_t* tag) {
    return finish() &&
           EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_GET_TAG, kAeadTagBytes, tag) == 1;
  }

  bool expect_tag(base::ByteView tag) {
    std::array<std::uint8_t, kAeadTagBytes> copy{};  // the interface asks for a writable one
    std::ranges::copy(tag.first<kAeadTagBytes>(), copy.begin());
    return EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_SET_TAG, kAeadTagBytes, copy.data()) == 1;
  }

  bool finish() {
    std::array<std::uint8_t, EVP_MAX_BLOCK_LENGTH> nothing{};
    int length = 0;
    return EVP_CipherFinal_ex(context_, nothing.data(), &length) == 1 && length == 0;
  }

 private:
  detail::QuietErrors quiet_;
  EVP_CIPHER_CTX* context_;
  Direction direction_;
};

namespace {

base::Error too_much() {
  return {base::ErrorKind::InvalidInput, "too much data for one seal"};
}

base::Error gcm_failed() {
  return {base::ErrorKind::Unavailable, "AES-GCM failed"};
}

bool overlap(base::ByteView a, base::ByteView b) {
  const std::less<> before;  // a total order, also between unrelated objects
  return !a.empty() && !b.empty() && before(a.data(), b.data() + b.size()) &&
         before(b.data(), a.data() + a.size());
}

base::Result<void> seal_parts(AeadKey& key, const Nonce& nonce, base::ByteView associated_data,
                              std::span<const base::ByteView> plaintext,
                              std::span<std::uint8_t> sealed) {
  if (sealed.size() > kSealBytesMax + kAeadTagBytes || associated_data.size() > kSealBytesMax) {
    return too_much();
  }
  AeadOperation sealing{key, AeadOperation::Direction::Seal};
  if (!sealing.begin(nonce, associated_data)) return gcm_failed();
  std::uint8_t* out = sealed.data();
  for (const base::ByteView part : plaintext) {
    if (!sealing.text(part, out)) return gcm_failed();
    out += part.size();
  }
  if (!sealing.finish_seal(out)) return gcm_failed();
  return {};
}

base::Result<void> open_to(AeadKey& key, const Nonce& nonce, base::ByteView associated_data,
                           base::ByteView ciphertext, base::ByteView tag,
                           std::span<std::uint8_t> plaintext) {
  AeadOperation opening{key, AeadOperation::Direction::Open};
  if (!opening.begin(nonce, associated_data) || !opening.text(ciphertext, plaintext.data()) ||
      !opening.expect_tag(tag)) {
    OPENSSL_cleanse(plaintext.data(), plaintext.size());
    return gcm_failed();
  }
  if (!opening.finish()) {
    OPENSSL_cleanse(plaintext.data(), plaintext.size());
    return base::Error{base::ErrorKind::Corrupt, "authentication tag mismatch"};
  }
  return {};
}

base::Result<void> check_sealed(base::ByteView associated_data, base::ByteView sealed) {
  if (associated_data.size() > kSealBytesMax) return too_much();
  if (sealed.size() < kAeadTagBytes || sealed.size() > kSealBytesMax + kAeadTagBytes) {
    return base::Error{base::ErrorKind::Corrupt, "sealed data has an impossible length"};
  }
  return {};
}

}  // namespace

void AeadKey::Free::operator()(evp_cipher_ctx_st* context) const {
  EVP_CIPHER_CTX_free(context);  // wipes the key schedule
}

AeadKey::AeadKey(std::span<const std::uint8_t, kAeadKeyBytes> bytes)
    : context_{EVP_CIPHER_CTX_new()} {
  if (!context_ || EVP_EncryptInit_ex2(context_.get(), detail::aes_256_gcm(), bytes.data(), nullptr,
                                       nullptr) != 1) {
    throw std::bad_alloc{};
  }
}

base::Result<AeadKey> AeadKey::from(const Secret& secret) {
  if (secret.size() != kAeadKeyBytes) {
    return base::Error{base::ErrorKind::InvalidInput, "not the size of an AES-256 key"};
  }
  return AeadKey{secret.reveal().first<kAeadKeyBytes>()};
}

base::Result<base::Bytes> seal(AeadKey& key, const Nonce& nonce, base::ByteView associated_data,
                               base::ByteView plaintext) {
  if (plaintext.size() > kSealBytesMax) return too_much();
  base::Bytes sealed(plaintext.size() + kAeadTagBytes);
  RETURN_IF_ERROR(seal_parts(key, nonce, associated_data, {&plaintext, 1}, sealed));
  return sealed;
}

base::Result<void> seal_into(AeadKey& key, const Nonce& nonce, base::ByteView associated_data,
                             std::span<const base::ByteView> plaintext,
                             std::span<std::uint8_t> sealed) {
  std::size_t room = sealed.size();
  for (const base::ByteView part : plaintext) {
    assert(part.size() <= room && !overlap(part, sealed));
    room -= part.size();
  }
  assert(room == kAeadTagBytes);
  return seal_parts(key, nonce, associated_data, plaintext, sealed);
}

base::Result<void> seal_in_place(AeadKey& key, const Nonce& nonce, base::ByteView associated_data,
                                 std::span<std::uint8_t> buffer) {
  assert(buffer.size() >= kAeadTagBytes);
  const base::ByteView plaintext = buffer.first(buffer.size() - kAeadTagBytes);
  return seal_parts(key, nonce, associated_data, {&plaintext, 1}, buffer);
}

base::Result<base::Bytes> open(AeadKey& key, const Nonce& nonce, base::ByteView associated_data,
                               base::ByteView sealed) {
  RETURN_IF_ERROR(check_sealed(associated_data, sealed));
  const std::size_t size = sealed.size() - kAeadTagBytes;
  base::Bytes plaintext(size);
  RETURN_IF_ERROR(
      open_to(key, nonce, associated_data, sealed.first(size), sealed.subspan(size), plaintext));
  return plaintext;
}

base::Result<void> open_into(AeadKey& key, const Nonce& nonce, base::ByteView associated_data,
                             base::ByteView sealed, std::span<std::uint8_t> plaintext) {
  RETURN_IF_ERROR(check_sealed(associated_data, sealed));
  const std::size_t size = sealed.size() - kAeadTagBytes;
  assert(plaintext.size() == size && !overlap(sealed, plaintext));
  return open_to(key, nonce, associated_data, sealed.first(size), sealed.subspan(size), plaintext);
}

base::Result<std::span<std::uint8_t>> open_in_place(AeadKey& key, const Nonce& nonce,
                                                    base::ByteView associated_data,
                                                    std::span<std::uint8_t> buffer) {
  RETURN_IF_ERROR(check_sealed(associated_data, buffer));
  const std::size_t size = buffer.size() - kAeadTagBytes;
  const std::span<std::uint8_t> plaintext = buffer.first(size);
  RETURN_IF_ERROR(open_to(key, nonce, associated_data, plaintext, buffer.subspan(size), plaintext));
  return plaintext;
}

}  // namespace crypto

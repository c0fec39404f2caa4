#include "web/http/digest.h"

#include <initializer_list>

#include "base/byte_order.h"
#include "crypto/hash/md5.h"
#include "crypto/hash/sha2.h"

namespace http {
namespace {

// Of the parts with colons between them, in hex. The joined text holds secrets: it is wiped.
std::string digest_of(DigestAlgorithm algorithm, std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size() + 1;
  base::Bytes text;
  text.reserve(size);
  for (const std::string_view part : parts) {
    base::append(text, base::as_bytes(part));
    text.push_back(':');
  }
  text.pop_back();
  const auto joined = crypto::Secret::take(std::move(text));
  return algorithm == DigestAlgorithm::Sha256
             ? base::hex(crypto::sha256(joined.reveal()))
             : base::hex(crypto::md5_for_digest_authentication(joined.reveal()));
}

std::string count_in_hex(std::uint32_t count) {
  base::ByteWriter bytes;
  bytes.put(count);
  return base::hex(bytes.view());
}

}  // namespace

crypto::Secret digest_verifier(DigestAlgorithm algorithm, std::string_view user,
                               std::string_view realm, const crypto::Secret& password) {
  return crypto::Secret::take(
      base::to_bytes(digest_of(algorithm, {user, realm, base::as_text(password.reveal())})));
}

std::string digest_response(const crypto::Secret& verifier, std::string_view method,
                            const DigestCredentials& credentials) {
  const std::string_view a1 = base::as_text(verifier.reveal());
  const std::string a2 = digest_of(credentials.algorithm, {method, credentials.uri});
  if (!credentials.qop_auth) {
    return digest_of(credentials.algorithm, {a1, credentials.nonce, a2});
  }
  return digest_of(credentials.algorithm,
                   {a1, credentials.nonce, count_in_hex(credentials.nonce_count),
                    credentials.cnonce, "auth", a2});
}

}  // namespace http

// Answers Digest challenges for one user at one server, over HTTP or RTSP.
//
// SHA-256 is chosen over MD5, whatever the order they are offered in. A password is tried once: the
// peer may lock us out (R050). Not thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/random_id.h"
#include "crypto/secret.h"
#include "web/http/digest_format.h"

namespace http {

class DigestClient {
 public:
  struct Options {
    bool allow_md5 = true;
  };

  enum class Outcome {
    Answerable,  // send the request again, with authorize()
    Refused,     // it was sent with an answer: user or password are wrong
    Unsupported  // no challenge that we can or may answer
  };

  // `ids` outlives me.
  DigestClient(std::string user, crypto::Secret password, base::IdSource& ids)
      : DigestClient{std::move(user), std::move(password), ids, Options{}} {}
  DigestClient(std::string user, crypto::Secret password, base::IdSource& ids, Options options);

  // On 401: the values of its WWW-Authenticate fields.
  Outcome take_challenges(std::span<const std::string_view> fields);

  // The value of Authorization for the next request, or empty while no challenge was taken. `uri`
  // is exactly what the request line holds.
  std::string authorize(std::string_view method, std::string_view uri);

  // On any other answer to an authorized request: a later 401 is then a nonce that ran out, even
  // from peers that do not say stale.
  void note_accepted() { tried_ = false; }

  // What is in use; null while no challenge was taken.
  const DigestChallenge* challenge() const { return challenge_ ? &*challenge_ : nullptr; }

 private:
  std::string user_;
  crypto::Secret password_;
  base::IdSource& ids_;
  Options options_;
  std::optional<DigestChallenge> challenge_;
  crypto::Secret verifier_;
  std::uint32_t nonce_count_ = 0;
  bool tried_ = false;  // an answer is out, and nobody has accepted it
};

}  // namespace http

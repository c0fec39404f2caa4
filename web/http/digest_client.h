// Answers Digest challenges for one user at one server, over HTTP or RTSP.
//
// SHA-256 is chosen over MD5, whatever the order they are offered in. A password is tried once: the
// peer may lock us out (R050). Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
  DigestClient(std::string user, crypto::Secret password, base::IdSource& ids, Options options);

  // On 401: the values of its WWW-Authenticate fields.
  Outcome take_challenges(std::span<const std::string_view> fields);

  // The value of Authorization for the next request, or empty while no challenge was taken. `uri`
  // is exactly what the request line holds.
  std::string authorize(std::string_view method, std::string_view uri);

  // On any other answer to an authorized request: a later 401 then means that the nonce ran out,
  // even from peers that do not say stale.
  void note_accepted();

  // What is in use; null while no challenge was taken.
  const DigestChallenge* challenge() const { return challenge_ ? &*challenge_ : nullptr; }

 private:
  enum class Progress { Unanswered, Answered, Accepted };  // of the challenge

  const DigestChallenge* choose(const std::vector<DigestChallenge>& offered) const;
  bool may_answer(const DigestChallenge& challenge);

  std::string user_;
  crypto::Secret password_;
  base::IdSource& ids_;
  Options options_;
  std::optional<DigestChallenge> challenge_;
  crypto::Secret verifier_;
  std::uint32_t nonce_count_ = 0;
  Progress progress_ = Progress::Unanswered;
  bool renewed_ = false;  // an answer was called stale, and none was accepted since
};

}  // namespace http

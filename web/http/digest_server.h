// Asks for and checks Digest authentication (RFC 7616), over HTTP or RTSP (R051, R053, R055).
//
// Nonces carry their time and are bound to it by HMAC, so that nothing is stored for strangers;
// they run out, and a nonce count is accepted once. Compares in constant time, and spends the same
// on users that do not exist. Who guesses too often is the caller's to slow down. Not thread-safe;
// the clock and ids outlive me.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/random_id.h"
#include "crypto/secret.h"
#include "web/http/digest_format.h"

namespace http {

class DigestServer {
 public:
  struct Options {
    std::string realm;
    bool offer_md5 = true;  // after SHA-256; for old clients
    // Accept MD5 answers without qop, which cannot be counted: GStreamer's client knows no other.
    bool allow_without_qop = false;
    std::chrono::seconds nonce_lifetime{300};
    std::size_t nonces_max = 1024;  // remembered with their counts; the oldest give way
  };

  enum class Verdict {
    Accepted,
    Missing,  // no answer at all
    Stale,    // the nonce ran out or its count was seen: the client may go on without asking a user
    Denied
  };

  struct Decision {
    Verdict verdict = Verdict::Missing;
    std::string user;  // when accepted: who; when denied: who it claimed to be
    DigestAlgorithm algorithm = DigestAlgorithm::Sha256;
  };

  // The digest_verifier() of a user in our realm; nothing when there is none.
  using LookUp =
      std::function<std::optional<crypto::Secret>(std::string_view user, DigestAlgorithm)>;

  // `key` is random, made at start: what an earlier process asked for is then stale.
  DigestServer(Options options, crypto::Secret key, const base::Clock& clock, base::IdSource& ids);

  // Values of the WWW-Authenticate fields of a 401, in order.
  std::vector<std::string> challenges(bool stale = false);

  // `authorization` is the field's value, empty when there is none; `uri` is what the request line
  // holds.
  Decision check(std::string_view authorization, std::string_view method, std::string_view uri,
                 const LookUp& look_up);

 private:
  struct Counted {
    std::uint32_t highest = 0;
    std::uint64_t seen = 0;  // bit i: the highest minus i was used
  };
  using NonceTime = std::chrono::nanoseconds;  // on the steady clock
  using NonceKey = std::pair<NonceTime, base::Id>;

  bool acceptable(const DigestCredentials& credentials, std::string_view uri) const;
  std::string make_nonce();
  std::optional<NonceKey> open_nonce(std::string_view nonce) const;
  bool expired(NonceTime made) const;
  bool fresh(const NonceKey& nonce) const;
  bool count(const NonceKey& nonce, std::uint32_t nonce_count);
  void forget_old();

  Options options_;
  crypto::Secret key_;
  const base::Clock& clock_;
  base::IdSource& ids_;
  std::map<NonceKey, Counted> counted_;    // by age
  NonceTime forgotten_{NonceTime::min()};  // nonces up to this time may have been used
};

}  // namespace http

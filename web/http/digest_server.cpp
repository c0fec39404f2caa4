#include "web/http/digest_server.h"

#include <algorithm>
#include <utility>

#include "base/byte_order.h"
#include "crypto/hash/hmac.h"
#include "web/http/digest.h"

namespace http {
namespace {

constexpr std::size_t kNonceTimeBytes = 8;
constexpr std::size_t kNonceIdBytes = 16;
constexpr std::size_t kCountsRemembered = 64;

base::Bytes nonce_code_input(std::string_view realm, base::ByteView content) {
  base::Bytes input = base::to_bytes("digest nonce ");
  base::append(input, base::as_bytes(realm));
  input.push_back(0);
  base::append(input, content);
  return input;
}

}  // namespace

DigestServer::DigestServer(Options options, crypto::Secret key, const base::Clock& clock,
                           base::IdSource& ids)
    : options_{std::move(options)}, key_{std::move(key)}, clock_{clock}, ids_{ids} {}

std::vector<std::string> DigestServer::challenges(bool stale) {
  DigestChallenge challenge{.realm = options_.realm,
                            .nonce = make_nonce(),
                            .algorithm = DigestAlgorithm::Sha256,
                            .stale = stale};
  std::vector<std::string> fields{to_string(challenge)};
  if (options_.offer_md5) {
    challenge.algorithm = DigestAlgorithm::Md5;
    fields.push_back(to_string(challenge));
  }
  return fields;
}

DigestServer::Decision DigestServer::check(std::string_view authorization, std::string_view method,
                                           std::string_view uri, const LookUp& look_up) {
  if (authorization.empty()) return {.verdict = Verdict::Missing};
  const auto credentials = parse_digest_credentials(authorization);
  if (!credentials) return {.verdict = Verdict::Denied};
  Decision decision{Verdict::Denied, credentials->user, credentials->algorithm};
  if (!acceptable(*credentials, uri)) return decision;

  // Who does not exist costs what a wrong password costs.
  auto verifier = look_up(credentials->user, credentials->algorithm);
  const bool exists = verifier.has_value();
  if (!exists) verifier = crypto::Secret{credentials->response.size()};
  const std::string expected = digest_response(*verifier, method, *credentials);
  const bool right =
      crypto::equal_constant_time(base::as_bytes(expected), base::as_bytes(credentials->response));
  if (!exists || !right) return decision;

  // Only who knows the password learns that the nonce is the matter.
  const auto nonce = open_nonce(credentials->nonce);
  const bool current =
      nonce && fresh(*nonce) && (!credentials->qop_auth || count(*nonce, credentials->nonce_count));
  decision.verdict = current ? Verdict::Accepted : Verdict::Stale;
  return decision;
}

bool DigestServer::acceptable(const DigestCredentials& credentials, std::string_view uri) const {
  if (credentials.realm != options_.realm || credentials.uri != uri) return false;
  const bool md5 = credentials.algorithm == DigestAlgorithm::Md5;
  if (md5 && !options_.offer_md5) return false;
  return credentials.qop_auth || (md5 && options_.allow_without_qop);
}

std::string DigestServer::make_nonce() {
  base::ByteWriter content;
  content.put(static_cast<std::uint64_t>(clock_.steady().time_since_epoch().count()));
  content.put(ids_.next().bytes);
  const auto code = crypto::hmac_sha256(key_, nonce_code_input(options_.realm, content.view()));
  content.put(code);
  return base::hex(content.view());
}

std::optional<DigestServer::NonceKey> DigestServer::open_nonce(std::string_view nonce) const {
  const auto bytes = base::from_hex(nonce);
  if (!bytes || bytes->size() < kNonceTimeBytes + kNonceIdBytes) return std::nullopt;
  const base::ByteView content = base::ByteView{*bytes}.first(kNonceTimeBytes + kNonceIdBytes);
  const base::ByteView code = base::ByteView{*bytes}.subspan(content.size());
  const auto input = nonce_code_input(options_.realm, content);
  if (!crypto::verify_hmac_sha256(key_, input, code)) return std::nullopt;
  base::ByteReader reader{content};
  const NonceTime time{static_cast<std::int64_t>(reader.get<std::uint64_t>())};
  base::Id id;
  std::ranges::copy(reader.rest(), id.bytes.begin());
  return NonceKey{time, id};
}

bool DigestServer::expired(NonceTime made) const {
  return clock_.steady().time_since_epoch() - made > options_.nonce_lifetime;
}

bool DigestServer::fresh(const NonceKey& nonce) const {
  return nonce.first > forgotten_ && !expired(nonce.first);
}

bool DigestServer::count(const NonceKey& nonce, std::uint32_t nonce_count) {
  if (nonce_count == 0) return false;
  if (!counted_.contains(nonce)) {
    forget_old();
    if (!fresh(nonce)) return false;  // it was to be the oldest
  }
  Counted& counted = counted_[nonce];
  if (nonce_count > counted.highest) {
    const std::uint32_t step = nonce_count - counted.highest;
    counted.seen = (step < kCountsRemembered ? counted.seen << step : 0) | 1;
    counted.highest = nonce_count;
    return true;
  }
  const std::uint32_t age = counted.highest - nonce_count;
  const std::uint64_t bit = age < kCountsRemembered ? std::uint64_t{1} << age : 0;
  if (bit == 0 || (counted.seen & bit) != 0) return false;
  counted.seen |= bit;
  return true;
}

// Makes room for one. What is forgotten before its time must never be accepted again.
void DigestServer::forget_old() {
  while (!counted_.empty()) {
    const NonceTime oldest = counted_.begin()->first.first;
    if (!expired(oldest)) {
      if (counted_.size() < options_.nonces_max) return;
      forgotten_ = std::max(forgotten_, oldest);
    }
    counted_.erase(counted_.begin());
  }
}

}  // namespace http

#include "rtsp/gate.h"

#include <algorithm>
#include <utility>

#include "crypto/secret.h"

namespace rtsp {
namespace {

constexpr std::size_t kDigestKeyBytes = 32;
constexpr unsigned kDoublingsMax = 16;

// Who counts as one: an IPv4 address, or the /64 that one IPv6 subscriber gets.
std::array<std::uint8_t, 16> guesser(const http::Peer& peer) {
  auto key = peer.address;
  if (!peer.is_ipv4()) std::fill(key.begin() + 8, key.end(), std::uint8_t{0});
  return key;
}

}  // namespace

Gate::Gate(Options options, const base::Clock& clock, base::IdSource& ids)
    : options_{std::move(options)},
      clock_{clock},
      digest_{options_.digest, crypto::Secret::random(kDigestKeyBytes), clock, ids} {}

std::chrono::nanoseconds Gate::delay(const http::Peer& peer,
                                     const media::RtspRequest& request) const {
  if (request.headers.find("Authorization") == nullptr) return std::chrono::nanoseconds{0};
  const auto found = guesses_.find(guesser(peer));
  if (found == guesses_.end()) return std::chrono::nanoseconds{0};
  return std::max(found->second.free_at - clock_.steady(), std::chrono::nanoseconds{0});
}

Gate::Decision Gate::check(const http::Peer& peer, const media::RtspRequest& request) {
  auto decided = digest_.check(request.headers.get("Authorization"), request.method, request.uri,
                               options_.look_up);
  using Found = http::DigestServer::Verdict;
  if (decided.verdict == Found::Accepted) {
    guesses_.erase(guesser(peer));
    const auto credential = credential_of(decided.user);
    return {.verdict = Verdict::Pass, .user = std::move(decided.user), .credential = credential};
  }
  if (decided.verdict == Found::Denied) {
    note_wrong(peer);
    if (options_.on_denied) options_.on_denied(peer);
  }
  return {.verdict = decided.verdict == Found::Denied ? Verdict::Denied : Verdict::Challenge,
          .user = std::move(decided.user),
          .credential = {},
          .challenges = digest_.challenges(decided.verdict == Found::Stale)};
}

crypto::Sha256Digest Gate::credential_of(std::string_view user) const {
  const auto verifier = options_.look_up(user, http::DigestAlgorithm::Sha256);
  return verifier ? crypto::sha256(verifier->reveal()) : crypto::Sha256Digest{};
}

bool Gate::still_passes(const Decision& passed) const {
  return passed.credential != crypto::Sha256Digest{} &&
         passed.credential == credential_of(passed.user);
}

void Gate::note_wrong(const http::Peer& peer) {
  const auto now = clock_.steady();
  std::erase_if(guesses_,
                [&](const auto& entry) { return now - entry.second.last > options_.forget_after; });
  if (guesses_.size() >= options_.addresses_max && !guesses_.contains(guesser(peer))) {
    guesses_.erase(std::ranges::min_element(guesses_, {},
                                            [](const auto& entry) { return entry.second.last; }));
  }
  Guesses& guesses = guesses_[guesser(peer)];
  const std::chrono::milliseconds wait = std::min(
      options_.delay_max, options_.delay_first * (1U << std::min(guesses.count, kDoublingsMax)));
  ++guesses.count;
  guesses.last = now;
  guesses.free_at = now + wait;
}

}  // namespace rtsp

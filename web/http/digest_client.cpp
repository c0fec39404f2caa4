#include "web/http/digest_client.h"

#include <algorithm>
#include <utility>

#include "web/http/digest.h"

namespace http {

DigestClient::DigestClient(std::string user, crypto::Secret password, base::IdSource& ids,
                           Options options)
    : user_{std::move(user)}, password_{std::move(password)}, ids_{ids}, options_{options} {}

DigestClient::Outcome DigestClient::take_challenges(std::span<const std::string_view> fields) {
  std::vector<DigestChallenge> offered;
  for (const std::string_view field : fields) {
    for (DigestChallenge& challenge : parse_digest_challenges(field)) {
      offered.push_back(std::move(challenge));
    }
  }
  const DigestChallenge* const chosen = choose(offered);
  const bool answerable = chosen != nullptr && may_answer(*chosen);
  challenge_.reset();
  if (!answerable) return chosen == nullptr ? Outcome::Unsupported : Outcome::Refused;

  challenge_ = *chosen;
  verifier_ = digest_verifier(chosen->algorithm, user_, chosen->realm, password_);
  nonce_count_ = 0;
  progress_ = Progress::Unanswered;
  return Outcome::Answerable;
}

const DigestChallenge* DigestClient::choose(const std::vector<DigestChallenge>& offered) const {
  const auto find = [&](DigestAlgorithm algorithm) {
    const auto found = std::ranges::find(offered, algorithm, &DigestChallenge::algorithm);
    return found == offered.end() ? nullptr : &*found;
  };
  const DigestChallenge* const best = find(DigestAlgorithm::Sha256);
  return best != nullptr || !options_.allow_md5 ? best : find(DigestAlgorithm::Md5);
}

// A peer that calls answer after answer stale would have us ask for ever.
bool DigestClient::may_answer(const DigestChallenge& challenge) {
  if (progress_ != Progress::Answered) return true;
  return challenge.stale && !std::exchange(renewed_, true);
}

std::string DigestClient::authorize(std::string_view method, std::string_view uri) {
  if (!challenge_) return {};
  DigestCredentials credentials{.user = user_,
                                .realm = challenge_->realm,
                                .nonce = challenge_->nonce,
                                .uri = std::string{uri},
                                .opaque = challenge_->opaque,
                                .algorithm = challenge_->algorithm,
                                .algorithm_named = challenge_->algorithm_named,
                                .qop_auth = challenge_->qop_auth};
  if (challenge_->qop_auth) {
    credentials.cnonce = base::to_string(ids_.next());
    credentials.nonce_count = ++nonce_count_;
  }
  credentials.response = digest_response(verifier_, method, credentials);
  if (progress_ == Progress::Unanswered) progress_ = Progress::Answered;
  return to_string(credentials);
}

void DigestClient::note_accepted() {
  if (progress_ == Progress::Answered) progress_ = Progress::Accepted;
  renewed_ = false;
}

}  // namespace http

// A Digest server with one user, and what its client needs, on a clock that moves when told.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/manual_clock.h"
#include "web/http/digest.h"
#include "web/http/digest_client.h"
#include "web/http/digest_server.h"

namespace http {

class CountedIds : public base::IdSource {
 public:
  base::Id next() override {
    base::Id id;
    id.bytes[0] = ++count_;
    return id;
  }

 private:
  std::uint8_t count_ = 0;
};

struct DigestWorld {
  using Verdict = DigestServer::Verdict;
  using Outcome = DigestClient::Outcome;

  explicit DigestWorld(DigestServer::Options options = {.realm = "camera"})
      : server{std::move(options), crypto::Secret::copy_of("key of the server"), clock, ids} {}

  DigestClient client(std::string_view password = "secret", DigestClient::Options options = {}) {
    return {"operator", crypto::Secret::copy_of(password), ids, options};
  }
  Outcome challenge(DigestClient& to, bool stale = false) {
    const auto fields = server.challenges(stale);
    const std::vector<std::string_view> views{fields.begin(), fields.end()};
    return to.take_challenges(views);
  }
  DigestServer::Decision decide(std::string_view authorization,
                                std::string_view uri = "rtsp://c/main") {
    return server.check(
        authorization, "DESCRIBE", uri, [](std::string_view user, DigestAlgorithm algorithm) {
          return user == "operator"
                     ? std::optional{digest_verifier(algorithm, user, "camera",
                                                     crypto::Secret::copy_of("secret"))}
                     : std::nullopt;
        });
  }
  Verdict check(std::string_view authorization) { return decide(authorization).verdict; }
  Verdict ask(DigestClient& from) { return check(from.authorize("DESCRIBE", "rtsp://c/main")); }

  test_support::ManualClock clock;
  CountedIds ids;
  DigestServer server;
};

}  // namespace http

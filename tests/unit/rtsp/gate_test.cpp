// Goal: nobody passes without the right answer, guessing gets slower, and who knows the password is
// never locked out.
#include "rtsp/gate.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"
#include "web/http/digest.h"
#include "web/http/digest_client.h"

namespace {

using std::chrono::milliseconds;
using Verdict = rtsp::Gate::Verdict;

class GateTest : public testing::Test {
 protected:
  static rtsp::Gate::Options options() {
    rtsp::Gate::Options options;
    options.digest.realm = "test";
    options.look_up = [](std::string_view user,
                         http::DigestAlgorithm algorithm) -> std::optional<crypto::Secret> {
      if (user != "viewer") return std::nullopt;
      return http::digest_verifier(algorithm, user, "test", crypto::Secret::copy_of("right"));
    };
    return options;
  }
  static http::Peer peer(std::uint8_t last) {
    http::Peer peer;
    peer.address[10] = peer.address[11] = 0xff;
    peer.address[15] = last;
    return peer;
  }

  media::RtspRequest request(const std::string& password, std::string user = "viewer") {
    media::RtspRequest request;
    request.method = "DESCRIBE";
    request.uri = "rtsp://h/main";
    const auto asked = gate_.check(peer(99), request);
    std::vector<std::string_view> challenges{asked.challenges.begin(), asked.challenges.end()};
    http::DigestClient client{std::move(user), crypto::Secret::copy_of(password), ids_, {}};
    (void)client.take_challenges(challenges);
    request.headers.add("Authorization", client.authorize(request.method, request.uri));
    return request;
  }
  Verdict check(std::uint8_t from, const std::string& password) {
    return gate_.check(peer(from), request(password)).verdict;
  }

  test_support::ManualClock clock_;
  base::KernelIdSource ids_;
  rtsp::Gate gate_{options(), clock_, ids_};
};

TEST_F(GateTest, AsksForShaFirst) {
  const auto decision = gate_.check(peer(1), {.method = "OPTIONS", .uri = "*"});
  EXPECT_EQ(decision.verdict, Verdict::Challenge);
  ASSERT_EQ(decision.challenges.size(), 2U);
  EXPECT_NE(decision.challenges[0].find("SHA-256"), std::string::npos);
}

TEST_F(GateTest, PassesWhoKnowsThePassword) {
  EXPECT_EQ(check(1, "right"), Verdict::Pass);
}

TEST_F(GateTest, WhoPassedNoLongerDoesWithAnotherPasswordOrWithoutAnAccount) {
  std::string password = "right";
  auto changing = options();
  changing.look_up = [&](std::string_view user,
                         http::DigestAlgorithm algorithm) -> std::optional<crypto::Secret> {
    if (password.empty()) return std::nullopt;
    return http::digest_verifier(algorithm, user, "test", crypto::Secret::copy_of(password));
  };
  rtsp::Gate gate{changing, clock_, ids_};
  const auto passed = [&] {
    media::RtspRequest asking{.method = "DESCRIBE", .uri = "rtsp://h/main"};
    const auto asked = gate.check(peer(1), asking);
    std::vector<std::string_view> challenges{asked.challenges.begin(), asked.challenges.end()};
    http::DigestClient client{"viewer", crypto::Secret::copy_of("right"), ids_, {}};
    (void)client.take_challenges(challenges);
    asking.headers.add("Authorization", client.authorize(asking.method, asking.uri));
    return gate.check(peer(1), asking);
  }();
  ASSERT_EQ(passed.verdict, Verdict::Pass);
  EXPECT_TRUE(gate.still_passes(passed));
  password = "changed";
  EXPECT_FALSE(gate.still_passes(passed));
  password = "right";
  EXPECT_TRUE(gate.still_passes(passed));
  password = "";
  EXPECT_FALSE(gate.still_passes(passed));
  EXPECT_FALSE(gate.still_passes({})) << "nobody";
}

TEST_F(GateTest, DeniesWrongPasswordsAndUnknownUsers) {
  EXPECT_EQ(check(1, "wrong"), Verdict::Denied);
  EXPECT_EQ(gate_.check(peer(1), request("right", "stranger")).verdict, Verdict::Denied);
}

TEST_F(GateTest, WaitDoublesUpToItsLimitAndEndsWithSuccess) {
  std::vector<std::chrono::nanoseconds> waits;
  for (int i = 0; i < 8; ++i) {
    check(1, "wrong");
    waits.push_back(gate_.delay(peer(1), request("right")));
  }
  EXPECT_EQ(waits[0], milliseconds{250});
  EXPECT_EQ(waits[1], milliseconds{500});
  EXPECT_EQ(waits[5], milliseconds{8000});
  EXPECT_EQ(waits[7], milliseconds{8000});
  EXPECT_EQ(check(1, "right"), Verdict::Pass);
  EXPECT_EQ(gate_.delay(peer(1), request("right")), milliseconds{0});
}

TEST_F(GateTest, GuessesElsewhereDelayNobody) {
  check(1, "wrong");
  EXPECT_EQ(gate_.delay(peer(2), request("right")), milliseconds{0});
}

TEST_F(GateTest, OnlyAnswersAreDelayed) {
  check(1, "wrong");
  EXPECT_EQ(gate_.delay(peer(1), {.method = "OPTIONS", .uri = "*"}), milliseconds{0});
}

TEST_F(GateTest, OldGuessesAreForgotten) {
  check(1, "wrong");
  check(1, "wrong");
  clock_.advance(std::chrono::minutes{6});
  check(1, "wrong");
  EXPECT_EQ(gate_.delay(peer(1), request("right")), milliseconds{250});
}

}  // namespace

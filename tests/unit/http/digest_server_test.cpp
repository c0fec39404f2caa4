// Goal: only who knows the password gets in, once per answer, and not for ever (R051, R053, R055).

#include "web/http/digest_server.h"

#include <gtest/gtest.h>

#include "tests/unit/http/digest_world.h"

namespace http {
namespace {

using Verdict = DigestServer::Verdict;
using std::chrono::seconds;

DigestCredentials answer(DigestWorld& world, DigestAlgorithm algorithm) {
  const auto fields = world.server.challenges();
  const auto challenge =
      parse_digest_challenges(fields.at(algorithm == DigestAlgorithm::Sha256 ? 0 : 1)).at(0);
  return {.user = "operator",
          .realm = challenge.realm,
          .nonce = challenge.nonce,
          .uri = "rtsp://c/main",
          .algorithm = challenge.algorithm,
          .cnonce = "c",
          .nonce_count = 1};
}

std::string signed_answer(DigestCredentials credentials, std::string_view password = "secret") {
  const auto verifier = digest_verifier(credentials.algorithm, credentials.user, credentials.realm,
                                        crypto::Secret::copy_of(password));
  credentials.response = digest_response(verifier, "DESCRIBE", credentials);
  return to_string(credentials);
}

TEST(DigestServerTest, OffersSha256BeforeMd5) {
  DigestWorld world;
  const auto fields = world.server.challenges(true);
  ASSERT_EQ(fields.size(), 2U);
  const auto first = parse_digest_challenges(fields[0]).at(0);
  EXPECT_EQ(first.algorithm, DigestAlgorithm::Sha256);
  EXPECT_TRUE(first.qop_auth);
  EXPECT_TRUE(first.stale);
  EXPECT_EQ(first.realm, "camera");
  EXPECT_EQ(parse_digest_challenges(fields[1]).at(0).algorithm, DigestAlgorithm::Md5);
  EXPECT_FALSE(parse_digest_challenges(world.server.challenges()[0]).at(0).stale);
}

TEST(DigestServerTest, AcceptsTheRightPasswordUnderEitherAlgorithm) {
  DigestWorld world;
  for (const auto algorithm : {DigestAlgorithm::Sha256, DigestAlgorithm::Md5}) {
    const auto decision = world.decide(signed_answer(answer(world, algorithm)));
    EXPECT_EQ(decision.verdict, Verdict::Accepted);
    EXPECT_EQ(decision.user, "operator");
    EXPECT_EQ(decision.algorithm, algorithm);
  }
}

TEST(DigestServerTest, DeniesWhatIsWrong) {
  DigestWorld world;
  const auto good = answer(world, DigestAlgorithm::Sha256);
  EXPECT_EQ(world.check(signed_answer(good, "Secret")), Verdict::Denied);
  EXPECT_EQ(world.check("Basic b3BlcmF0b3I6c2VjcmV0"), Verdict::Denied);
  EXPECT_EQ(world.check(""), Verdict::Missing);
  auto other = good;
  other.user = "nobody";
  EXPECT_EQ(world.decide(signed_answer(other)).verdict, Verdict::Denied);
  EXPECT_EQ(world.decide(signed_answer(other)).user, "nobody");
  other = good;
  other.realm = "elsewhere";
  EXPECT_EQ(world.check(signed_answer(other)), Verdict::Denied);
  EXPECT_EQ(world.decide(signed_answer(good), "rtsp://c/other").verdict, Verdict::Denied);
  EXPECT_EQ(world.check(signed_answer(good)), Verdict::Accepted);
}

TEST(DigestServerTest, ANobodyIsNotKnownByTheVerifierOfNothing) {
  DigestWorld world;
  auto credentials = answer(world, DigestAlgorithm::Sha256);
  credentials.user = "nobody";
  credentials.response = digest_response(crypto::Secret{64}, "DESCRIBE", credentials);
  EXPECT_EQ(world.check(to_string(credentials)), Verdict::Denied);
}

TEST(DigestServerTest, AnAnswerIsGoodOnce) {
  DigestWorld world;
  auto credentials = answer(world, DigestAlgorithm::Sha256);
  EXPECT_EQ(world.check(signed_answer(credentials)), Verdict::Accepted);
  EXPECT_EQ(world.check(signed_answer(credentials)), Verdict::Stale);
  credentials.nonce_count = 0;
  EXPECT_EQ(world.check(signed_answer(credentials)), Verdict::Stale);
}

TEST(DigestServerTest, CountsMayOvertakeEachOtherWithin64) {
  DigestWorld world;
  auto credentials = answer(world, DigestAlgorithm::Sha256);
  const auto count = [&](std::uint32_t nonce_count) {
    credentials.nonce_count = nonce_count;
    return world.check(signed_answer(credentials));
  };
  EXPECT_EQ(count(70), Verdict::Accepted);
  EXPECT_EQ(count(7), Verdict::Accepted);
  EXPECT_EQ(count(7), Verdict::Stale);
  EXPECT_EQ(count(6), Verdict::Stale);
  EXPECT_EQ(count(71), Verdict::Accepted);
  EXPECT_EQ(count(70), Verdict::Stale);
}

TEST(DigestServerTest, ANonceRunsOut) {
  DigestWorld world;
  auto credentials = answer(world, DigestAlgorithm::Sha256);
  world.clock.advance(seconds{300});
  EXPECT_EQ(world.check(signed_answer(credentials)), Verdict::Accepted);
  credentials.nonce_count = 2;
  world.clock.advance(std::chrono::nanoseconds{1});
  EXPECT_EQ(world.check(signed_answer(credentials)), Verdict::Stale);
  EXPECT_EQ(world.check(signed_answer(credentials, "wrong")), Verdict::Denied);
}

TEST(DigestServerTest, ANonceThatWeDidNotMakeIsStale) {
  DigestWorld world;
  auto credentials = answer(world, DigestAlgorithm::Sha256);
  std::string& nonce = credentials.nonce;
  nonce[0] = nonce[0] == '0' ? '1' : '0';
  EXPECT_EQ(world.check(signed_answer(credentials)), Verdict::Stale);
  for (const char* other : {"", "zz", "00"}) {
    nonce = other;
    EXPECT_EQ(world.check(signed_answer(credentials)), Verdict::Stale) << other;
  }
}

TEST(DigestServerTest, WhatWasForgottenToSaveMemoryIsNeverAcceptedAgain) {
  DigestWorld world{{.realm = "camera", .nonces_max = 2}};
  std::vector<DigestCredentials> answers;
  for (int i = 0; i < 3; ++i) {
    answers.push_back(answer(world, DigestAlgorithm::Sha256));
    world.clock.advance(seconds{1});
    EXPECT_EQ(world.check(signed_answer(answers.back())), Verdict::Accepted);
  }
  EXPECT_EQ(world.check(signed_answer(answers[0])), Verdict::Stale);
  answers[0].nonce_count = 2;
  EXPECT_EQ(world.check(signed_answer(answers[0])), Verdict::Stale);
  answers[1].nonce_count = answers[2].nonce_count = 2;
  EXPECT_EQ(world.check(signed_answer(answers[1])), Verdict::Accepted);
  EXPECT_EQ(world.check(signed_answer(answers[2])), Verdict::Accepted);
}

TEST(DigestServerTest, Md5CanBeTurnedOff) {
  DigestWorld world{{.realm = "camera", .offer_md5 = false}};
  EXPECT_EQ(world.server.challenges().size(), 1U);
  auto credentials = answer(world, DigestAlgorithm::Sha256);
  credentials.algorithm = DigestAlgorithm::Md5;
  EXPECT_EQ(world.check(signed_answer(credentials)), Verdict::Denied);
}

TEST(DigestServerTest, AnswersWithoutQopNeedASettingAndMd5) {
  for (const bool allowed : {false, true}) {
    DigestWorld world{{.realm = "camera", .allow_without_qop = allowed}};
    auto credentials = answer(world, DigestAlgorithm::Md5);
    credentials.qop_auth = false;
    EXPECT_EQ(world.check(signed_answer(credentials)),
              allowed ? Verdict::Accepted : Verdict::Denied);
    credentials.algorithm = DigestAlgorithm::Sha256;
    EXPECT_EQ(world.check(signed_answer(credentials)), Verdict::Denied);
  }
}

}  // namespace
}  // namespace http

// Goal: the best challenge is answered, and a wrong password is tried once (R050, R051).

#include "web/http/digest_client.h"

#include <gtest/gtest.h>

#include "tests/unit/http/digest_world.h"

namespace http {
namespace {

using Outcome = DigestClient::Outcome;
using Verdict = DigestServer::Verdict;

constexpr std::string_view kMd5 = "Digest realm=\"camera\", nonce=\"n\"";
constexpr std::string_view kOtherMd5 = "Digest realm=\"camera\", nonce=\"m\"";

Outcome take(DigestClient& client, std::string_view field) {
  return client.take_challenges(std::array{field});
}

TEST(DigestClientTest, TheServerAcceptsAnswerAfterAnswer) {
  DigestWorld world;
  DigestClient client = world.client();
  EXPECT_EQ(client.authorize("DESCRIBE", "rtsp://c/main"), "");
  ASSERT_EQ(world.challenge(client), Outcome::Answerable);
  EXPECT_EQ(client.challenge()->algorithm, DigestAlgorithm::Sha256);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(world.ask(client), Verdict::Accepted);
}

TEST(DigestClientTest, Sha256IsChosenWhereverItStands) {
  DigestWorld world;
  DigestClient client = world.client();
  ASSERT_EQ(take(client,
                 "Digest realm=\"camera\", nonce=\"n\", algorithm=MD5, qop=\"auth\", "
                 "Digest realm=\"camera\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\""),
            Outcome::Answerable);
  EXPECT_EQ(client.challenge()->algorithm, DigestAlgorithm::Sha256);
}

TEST(DigestClientTest, AWrongPasswordIsTriedOnce) {
  DigestWorld world;
  DigestClient client = world.client("wrong");
  ASSERT_EQ(world.challenge(client), Outcome::Answerable);
  EXPECT_EQ(world.ask(client), Verdict::Denied);
  EXPECT_EQ(world.challenge(client), Outcome::Refused);
  EXPECT_EQ(client.authorize("DESCRIBE", "rtsp://c/main"), "");
}

TEST(DigestClientTest, AStaleNonceIsRenewed) {
  DigestWorld world;
  DigestClient client = world.client();
  ASSERT_EQ(world.challenge(client), Outcome::Answerable);
  world.clock.advance(std::chrono::hours{1});
  EXPECT_EQ(world.ask(client), Verdict::Stale);
  ASSERT_EQ(world.challenge(client, true), Outcome::Answerable);
  EXPECT_EQ(world.ask(client), Verdict::Accepted);
}

TEST(DigestClientTest, APeerThatCallsEverythingStaleIsNotAskedForEver) {
  DigestWorld world;
  DigestClient client = world.client();
  ASSERT_EQ(world.challenge(client), Outcome::Answerable);
  world.ask(client);
  ASSERT_EQ(world.challenge(client, true), Outcome::Answerable);
  world.ask(client);
  EXPECT_EQ(world.challenge(client, true), Outcome::Refused);
}

TEST(DigestClientTest, ANonceOnceAcceptedMayRunOutWithoutAWord) {
  DigestWorld world;
  DigestClient client = world.client();
  ASSERT_EQ(take(client, kMd5), Outcome::Answerable);
  client.authorize("OPTIONS", "*");
  client.note_accepted();
  client.authorize("OPTIONS", "*");
  EXPECT_EQ(take(client, kOtherMd5), Outcome::Answerable);
  client.authorize("OPTIONS", "*");
  EXPECT_EQ(take(client, kMd5), Outcome::Refused);
}

TEST(DigestClientTest, OldCamerasAreAnsweredAsTheyAsk) {
  DigestWorld world;
  DigestClient client = world.client();
  ASSERT_EQ(take(client, kMd5), Outcome::Answerable);
  const auto credentials = parse_digest_credentials(client.authorize("OPTIONS", "*"));
  ASSERT_TRUE(credentials);
  EXPECT_FALSE(credentials->qop_auth);
  EXPECT_FALSE(credentials->algorithm_named);
}

TEST(DigestClientTest, WhatCannotOrMustNotBeAnsweredIsUnsupported) {
  DigestWorld world;
  DigestClient client = world.client();
  EXPECT_EQ(take(client, "Basic realm=\"camera\""), Outcome::Unsupported);
  EXPECT_EQ(client.take_challenges({}), Outcome::Unsupported);
  DigestClient strict = world.client("secret", {.allow_md5 = false});
  EXPECT_EQ(take(strict, kMd5), Outcome::Unsupported);
  EXPECT_EQ(world.challenge(strict), Outcome::Answerable);
}

}  // namespace
}  // namespace http

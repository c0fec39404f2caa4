// Goal: challenges are read however cameras write them; answers only as they must be.

#include "web/http/digest_format.h"

#include <gtest/gtest.h>

namespace http {
namespace {

TEST(DigestFormatTest, ReadsTheChallengesOfTheStandard) {
  const auto challenges = parse_digest_challenges(
      "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256, "
      "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
      "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
  EXPECT_EQ(challenges,
            (std::vector<DigestChallenge>{{.realm = "http-auth@example.org",
                                           .nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                                           .opaque = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
                                           .algorithm = DigestAlgorithm::Sha256}}));
}

TEST(DigestFormatTest, OneFieldMayHoldSeveralSchemes) {
  const auto challenges = parse_digest_challenges(
      "Negotiate, Basic realm=\"a, b\" ,Digest realm=\"c\",nonce=\"1\",Digest realm=\"d\", "
      "nonce=\"2\", algorithm=SHA-256, qop=\"auth\", stale=TRUE");
  ASSERT_EQ(challenges.size(), 2U);
  EXPECT_EQ(
      challenges[0],
      (DigestChallenge{.realm = "c", .nonce = "1", .algorithm_named = false, .qop_auth = false}));
  EXPECT_TRUE(challenges[1].stale);
}

TEST(DigestFormatTest, SkipsChallengesThatNobodyHereCanAnswer) {
  for (const char* field :
       {"", "Basic realm=\"a\"", "Digest realm=\"a\"", "Digest nonce=\"a\"",
        "Digest realm=\"a\", nonce=\"b\", algorithm=SHA-512-256",
        "Digest realm=\"a\", nonce=\"b\", algorithm=MD5-sess",
        "Digest realm=\"a\", nonce=\"b\", qop=\"auth-int\"", "Digest realm=\"a, nonce=b",
        "Digest realm=\"a\x01\", nonce=\"b\"", "=,=,\"", "Digest realm==, nonce=\"b\""}) {
    EXPECT_TRUE(parse_digest_challenges(field).empty()) << field;
  }
  const std::string challenge = "Digest realm=\"a\", nonce=\"b\"";
  EXPECT_FALSE(
      parse_digest_challenges(challenge + std::string(4096 - challenge.size(), ' ')).empty());
  EXPECT_TRUE(
      parse_digest_challenges(challenge + std::string(4097 - challenge.size(), ' ')).empty());
}

TEST(DigestFormatTest, ChallengesAreReadAsTheyAreWritten) {
  const DigestChallenge challenge{.realm = "say \"\\\"",
                                  .nonce = "n",
                                  .opaque = "",
                                  .algorithm = DigestAlgorithm::Sha256,
                                  .stale = true};
  EXPECT_EQ(parse_digest_challenges(to_string(challenge)), std::vector<DigestChallenge>{challenge});
}

DigestCredentials credentials() {
  return {.user = "o\"k",
          .realm = "r",
          .nonce = "n",
          .uri = "rtsp://c/main",
          .response = std::string(64, 'a'),
          .opaque = "o",
          .algorithm = DigestAlgorithm::Sha256,
          .cnonce = "c",
          .nonce_count = 0x1f};
}

TEST(DigestFormatTest, CredentialsAreReadAsTheyAreWritten) {
  EXPECT_EQ(parse_digest_credentials(to_string(credentials())), credentials());
  DigestCredentials old = credentials();
  old.response.resize(32);
  old.algorithm = DigestAlgorithm::Md5;
  old.algorithm_named = old.qop_auth = false;
  old.opaque.reset();
  old.cnonce.clear();
  old.nonce_count = 0;
  EXPECT_EQ(parse_digest_credentials(to_string(old)), old);
}

TEST(DigestFormatTest, PlayersMayQuoteWhatNeedsNoQuotes) {
  const auto read = parse_digest_credentials(
      "digest username=\"u\",realm=\"r\",nonce=\"n\",uri=\"*\",response=\"" + std::string(32, '0') +
      "\",algorithm=\"MD5\", cnonce=\"c\", qop=\"auth\", nc=0000000A");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->nonce_count, 10U);
}

TEST(DigestFormatTest, RefusesAnswersThatAreNotWhole) {
  const std::string good = to_string(credentials());
  const auto without = [&](std::string_view part, std::string_view instead = "") {
    std::string text = good;
    const auto at = text.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    return text.replace(at, part.size(), instead);
  };
  ASSERT_TRUE(parse_digest_credentials(good));
  for (const std::string& text :
       {std::string{"Digest"}, std::string{"Basic dTpw"}, without("username", "user"),
        without("realm=\"r\", "), without("nonce=\"n\", "), without("uri=\"rtsp://c/main\", "),
        without("aa\""), without("aaa", "aaA"), without("SHA-256", "SHA-1"),
        without("qop=auth", "qop=auth-int"), without(", nc=0000001f"), without("0000001f", "1f"),
        without("0000001f", "0000001g"), without(", cnonce=\"c\""), good + ", realm=\"r\"",
        good + ", userhash=true", good + " x", good + ", x=\"", good + ", x"}) {
    EXPECT_FALSE(parse_digest_credentials(text)) << text;
  }
}

}  // namespace
}  // namespace http

// Goal: the responses of RFC 7616 and of the RFC 2069 that old cameras speak.

#include "web/http/digest.h"

#include <gtest/gtest.h>

namespace http {
namespace {

DigestCredentials example(DigestAlgorithm algorithm) {
  return {.user = "Mufasa",
          .realm = "http-auth@example.org",
          .nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
          .uri = "/dir/index.html",
          .algorithm = algorithm,
          .cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
          .nonce_count = 1};
}

std::string respond(const DigestCredentials& credentials, std::string_view password) {
  const auto verifier = digest_verifier(credentials.algorithm, credentials.user, credentials.realm,
                                        crypto::Secret::copy_of(password));
  return digest_response(verifier, "GET", credentials);
}

TEST(DigestTest, AnswersAsTheStandardShows) {
  EXPECT_EQ(respond(example(DigestAlgorithm::Md5), "Circle of Life"),
            "8ca523f5e9506fed4657c9700eebdbec");
  EXPECT_EQ(respond(example(DigestAlgorithm::Sha256), "Circle of Life"),
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
}

TEST(DigestTest, AnswersWithoutQopAsOldCamerasDo) {
  const DigestCredentials credentials{.user = "Mufasa",
                                      .realm = "testrealm@host.com",
                                      .nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                                      .uri = "/dir/index.html",
                                      .qop_auth = false};
  EXPECT_EQ(respond(credentials, "Circle Of Life"), "670fd8c2df070c60b045671b8b24ff02");
}

}  // namespace
}  // namespace http

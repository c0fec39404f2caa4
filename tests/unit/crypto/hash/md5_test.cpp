// Goal: the digests of RFC 1321, which Digest authentication of old peers is made of.

#include "crypto/hash/md5.h"

#include <gtest/gtest.h>

namespace crypto {
namespace {

TEST(Md5Test, AnswersAsPublished) {
  const auto md5 = [](std::string_view text) {
    return base::hex(md5_for_digest_authentication(base::as_bytes(text)));
  };
  EXPECT_EQ(md5(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(md5("abc"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(md5("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
}

}  // namespace
}  // namespace crypto

// Goal: the codes are those of every authenticator app. Method: the vectors of RFC 4226, appendix
// D, and the times of RFC 6238, appendix B.

#include "crypto/otp/hotp.h"

#include <gtest/gtest.h>

namespace crypto {
namespace {

TEST(Hotp, GivesTheCodesOfRfc4226) {
  const Secret key = Secret::copy_of("12345678901234567890");
  const char* const codes[] = {"755224", "287082", "359152", "969429", "338314",
                               "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t counter = 0; counter < 10; ++counter) {
    EXPECT_EQ(hotp(key, counter), codes[counter]) << counter;
  }
}

// Of its eight digits the last six.
TEST(Hotp, GivesTheCodesOfRfc6238AtItsTimes) {
  const Secret key = Secret::copy_of("12345678901234567890");
  const auto code_at = [&](std::int64_t seconds) {
    return hotp(key, totp_step_of(base::wall_time_of(seconds)));
  };
  EXPECT_EQ(code_at(59), "287082");
  EXPECT_EQ(code_at(1111111109), "081804");
  EXPECT_EQ(code_at(1111111111), "050471");
  EXPECT_EQ(code_at(2000000000), "279037");
}

TEST(Hotp, ATimeBefore1970IsStepZero) {
  EXPECT_EQ(totp_step_of(base::wall_time_of(-1)), 0U);
}

}  // namespace
}  // namespace crypto

// Goal: a code is good once and about now, the paper codes are good once each, and the disk gives
// neither away.

#include "appliance/accounts/second_factors.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "appliance/access/typed_code.h"
#include "tests/unit/appliance/access/access_fixture.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;

const base::Id kOwner{{1}};
const base::Id kOther{{2}};

class SecondFactorsTest : public testing::Test {
 protected:
  SecondFactorsTest() { reopen(); }
  void reopen() {
    factors_.reset();
    factors_ = SecondFactors::open(path_, key_.clone(), clock_).value();
  }
  std::vector<std::string> set_up(const base::Id& account = kOwner) {
    app_ = access_test::from_base32(factors_->begin(account));
    return factors_->confirm(account, app_code()).value();
  }
  std::string app_code(int steps = 0) const {
    return crypto::hotp(app_, crypto::totp_step_of(clock_.wall() + steps * crypto::kTotpStep));
  }

  test_support::TemporaryDirectory directory_;
  std::string path_ = std::string{directory_.path()} + "/factors.db";
  crypto::Secret key_ = crypto::Secret::random(32);
  test_support::ManualClock clock_;
  std::unique_ptr<SecondFactors> factors_;
  crypto::Secret app_;
};

TEST_F(SecondFactorsTest, CountOnlyFromTheirConfirmationOn) {
  app_ = access_test::from_base32(factors_->begin(kOwner));
  EXPECT_FALSE(factors_->has(kOwner));
  EXPECT_EQ(factors_->confirm(kOwner, "000000").error().kind, base::ErrorKind::Denied);
  EXPECT_EQ(factors_->confirm(kOther, app_code()).error().kind, base::ErrorKind::NotFound);
  EXPECT_EQ(factors_->confirm(kOwner, app_code()).value().size(), kRecoveryCodes);
  EXPECT_TRUE(factors_->has(kOwner));
  EXPECT_EQ(factors_->confirm(kOwner, app_code()).error().kind, base::ErrorKind::NotFound);
}

TEST_F(SecondFactorsTest, SettingOneUpHasItsTime) {
  app_ = access_test::from_base32(factors_->begin(kOwner));
  clock_.advance(kFactorSetUpMax - 1s);
  EXPECT_EQ(factors_->confirm(kOwner, "000000").error().kind, base::ErrorKind::Denied);
  clock_.advance(1s);
  EXPECT_EQ(factors_->confirm(kOwner, app_code()).error().kind, base::ErrorKind::NotFound);
}

TEST_F(SecondFactorsTest, ACodeIsGoodOnceAndOneStepAside) {
  (void)set_up();
  EXPECT_FALSE(factors_->check(kOwner, app_code())) << "used to set it up";
  EXPECT_TRUE(factors_->check(kOwner, app_code(1)));
  EXPECT_FALSE(factors_->check(kOwner, app_code(1)));
  clock_.advance(90s);
  EXPECT_FALSE(factors_->check(kOwner, app_code(-2)));
  EXPECT_FALSE(factors_->check(kOwner, app_code(2)));
  EXPECT_TRUE(factors_->check(kOwner, app_code(-1)));
  const std::string code = app_code();
  EXPECT_TRUE(factors_->check(kOwner, code.substr(0, 3) + " " + code.substr(3)));
}

TEST_F(SecondFactorsTest, APaperCodeIsGoodOnceForItsOwner) {
  const auto codes = set_up();
  (void)set_up(kOther);
  EXPECT_FALSE(factors_->check(kOther, codes[0]));
  EXPECT_TRUE(factors_->check(kOwner, codes[0]));
  EXPECT_FALSE(factors_->check(kOwner, codes[0]));
  EXPECT_EQ(factors_->facts(kOwner)->recovery_codes_left, kRecoveryCodes - 1);
  EXPECT_TRUE(factors_->check(kOwner, code_as_meant(codes[1])));
}

TEST_F(SecondFactorsTest, SurviveARestartWithWhatWasUsed) {
  const auto codes = set_up();
  ASSERT_TRUE(factors_->check(kOwner, codes[0]));
  reopen();
  EXPECT_FALSE(factors_->check(kOwner, app_code()));
  EXPECT_FALSE(factors_->check(kOwner, codes[0]));
  EXPECT_TRUE(factors_->check(kOwner, codes[1]));
  clock_.advance(60s);
  EXPECT_TRUE(factors_->check(kOwner, app_code()));
}

TEST_F(SecondFactorsTest, AnotherKeyOpensNothing) {
  (void)set_up();
  key_ = crypto::Secret::random(32);
  reopen();
  clock_.advance(60s);
  EXPECT_FALSE(factors_->check(kOwner, app_code()));
}

TEST_F(SecondFactorsTest, ARemovedOneIsNotAskedForAnyMore) {
  (void)set_up();
  ASSERT_TRUE(factors_->remove(kOwner));
  EXPECT_FALSE(factors_->has(kOwner));
  ASSERT_TRUE(factors_->remove(kOwner));
  reopen();
  EXPECT_FALSE(factors_->has(kOwner));
}

TEST_F(SecondFactorsTest, TheDatabaseHoldsNoSecretAndNoCode) {
  const auto codes = set_up();
  factors_.reset();
  const std::string_view secret = base::as_text(app_.reveal());
  for (const char* suffix : {"", "-wal"}) {
    std::ifstream file{path_ + suffix, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_EQ(bytes.find(secret), std::string::npos);
    for (const auto& code : codes) EXPECT_EQ(bytes.find(code_as_meant(code)), std::string::npos);
  }
}

TEST(AuthenticatorLink, NamesDeviceAndAccountAndEscapesThem) {
  EXPECT_EQ(authenticator_link("Custody hall", "Éva & co", crypto::Secret::copy_of("ABCD")),
            "otpauth://totp/Custody%20hall:%C3%89va%20%26%20co?secret=ABCD&issuer=Custody%20hall");
}

}  // namespace
}  // namespace appliance

// Goal: a real TPM gives a secret back to the right PIN or boot state alone, and each refusal says
// what it was about.

#include "crypto/tpm/tpm_sealer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/software_tpm.h"

namespace crypto {
namespace {

using base::ErrorKind;

Secret some_secret() {
  return Secret::copy_of("0123456789abcdef0123456789abcdef");
}
Secret pin(std::string_view text = "246810") {
  return Secret::copy_of(text);
}

class TpmSealerTest : public testing::Test {
 protected:
  std::string refusal(base::ByteView sealed, const Secret& with) {
    const auto opened = sealer_->unseal(sealed, with);
    return opened ? "opened" : opened.error().message;
  }
  bool opens(base::ByteView sealed, const Secret& with) {
    const auto opened = sealer_->unseal(sealed, with);
    return opened && std::ranges::equal(opened->reveal(), some_secret().reveal());
  }

  // A restart may change its port.
  void restart() {
    tpm_.restart();
    sealer_ = make_tpm_sealer(tpm_.where()).value();
  }

  test_support::SoftwareTpm tpm_;
  std::unique_ptr<TpmSealer> sealer_ = make_tpm_sealer(tpm_.where()).value();
};

TEST_F(TpmSealerTest, PinOpensAlsoAfterTheMachineRestarted) {
  const auto sealed = sealer_->seal(TpmGuard::Pin, some_secret(), pin());
  ASSERT_TRUE(sealed) << sealed.error().message;
  EXPECT_LE(sealed->size(), kTpmSealedBytesMax);
  EXPECT_TRUE(opens(*sealed, pin()));
  restart();
  tpm_.measure_something_else();
  EXPECT_TRUE(opens(*sealed, pin()));
}

TEST_F(TpmSealerTest, WrongPinIsDeniedAndTheTpmLocksOutInTheEnd) {
  tpm_.allow_wrong_pins(2);
  const auto sealed = sealer_->seal(TpmGuard::Pin, some_secret(), pin()).value();
  EXPECT_EQ(refusal(sealed, pin("135791")), "wrong PIN");
  EXPECT_EQ(refusal(sealed, pin("135792")), "wrong PIN");
  const auto locked_out = sealer_->unseal(sealed, pin());
  ASSERT_FALSE(locked_out);
  EXPECT_EQ(locked_out.error().kind, ErrorKind::Unavailable);
  EXPECT_NE(locked_out.error().message.find("locked out"), std::string::npos);
}

TEST_F(TpmSealerTest, PinOfTheWrongLengthIsNoGuess) {
  tpm_.allow_wrong_pins(1);
  const auto sealed = sealer_->seal(TpmGuard::Pin, some_secret(), pin()).value();
  EXPECT_EQ(refusal(sealed, pin("12345")), "wrong PIN");
  EXPECT_EQ(refusal(sealed, Secret::copy_of(std::string(129, '1'))), "wrong PIN");
  EXPECT_TRUE(opens(sealed, pin()));
}

TEST_F(TpmSealerTest, BootStateOpensUntilItIsAnotherOne) {
  const auto sealed = sealer_->seal(TpmGuard::BootState, some_secret(), {});
  ASSERT_TRUE(sealed) << sealed.error().message;
  EXPECT_TRUE(opens(*sealed, {}));
  tpm_.measure_something_else();
  const auto changed = sealer_->unseal(*sealed, {});
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().kind, ErrorKind::Denied);
  EXPECT_NE(changed.error().message.find("PCR 7"), std::string::npos);
  restart();
  EXPECT_TRUE(opens(*sealed, {}));
}

TEST_F(TpmSealerTest, AnotherTpmAndAClearedOneOpenNothing) {
  const auto sealed = sealer_->seal(TpmGuard::Pin, some_secret(), pin()).value();
  test_support::SoftwareTpm other;
  const auto foreign = make_tpm_sealer(other.where()).value()->unseal(sealed, pin());
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().kind, ErrorKind::Denied);
  tpm_.clear();
  EXPECT_NE(refusal(sealed, pin()).find("another TPM"), std::string::npos);
}

TEST_F(TpmSealerTest, BothSidesOfEachLength) {
  for (const std::size_t size : {std::size_t{1}, kTpmSecretBytesMax}) {
    const Secret secret = Secret::random(size);
    const auto sealed = sealer_->seal(TpmGuard::Pin, secret, pin());
    ASSERT_TRUE(sealed) << sealed.error().message;
    EXPECT_TRUE(
        std::ranges::equal(sealer_->unseal(*sealed, pin()).value().reveal(), secret.reveal()));
  }
  for (const std::size_t size : {std::size_t{0}, kTpmSecretBytesMax + 1}) {
    EXPECT_EQ(sealer_->seal(TpmGuard::Pin, Secret::random(size), pin()).error().kind,
              ErrorKind::InvalidInput);
  }
  EXPECT_TRUE(sealer_->seal(TpmGuard::Pin, some_secret(), pin(std::string(128, '1'))));
  for (const std::size_t size : {std::size_t{5}, std::size_t{129}}) {
    EXPECT_EQ(sealer_->seal(TpmGuard::Pin, some_secret(), pin(std::string(size, '1'))).error().kind,
              ErrorKind::InvalidInput);
  }
}

TEST_F(TpmSealerTest, ManyCallsLeaveTheTpmRoom) {
  const auto sealed = sealer_->seal(TpmGuard::BootState, some_secret(), {}).value();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(opens(sealed, {})) << i;
}

TEST_F(TpmSealerTest, CutOrAlteredBytesAreRefused) {
  const auto sealed = sealer_->seal(TpmGuard::BootState, some_secret(), {}).value();
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    EXPECT_EQ(sealer_->unseal(base::ByteView{sealed}.first(i), {}).error().kind,
              ErrorKind::Corrupt);
  }
  for (std::size_t i = 0; i < sealed.size(); i += 7) {
    base::Bytes altered = sealed;
    altered[i] ^= 1;
    EXPECT_FALSE(sealer_->unseal(altered, {})) << i;
  }
}

TEST(TpmSealer, PlaceIsADeviceOrASimulator) {
  EXPECT_TRUE(make_tpm_sealer("device:/dev/tpmrm0"));
  for (const char* where : {"", "/dev/tpmrm0", "device:tpmrm0", "cmd:tpm2_send", "mssim:host=x"}) {
    const auto made = make_tpm_sealer(where);
    ASSERT_FALSE(made) << where;
    EXPECT_EQ(made.error().kind, ErrorKind::InvalidInput);
  }
  const auto absent = make_tpm_sealer("device:/nonexistent/tpm").value()->unseal({}, {});
  EXPECT_FALSE(absent);
  EXPECT_EQ(make_tpm_sealer("device:/nonexistent/tpm")
                .value()
                ->seal(TpmGuard::BootState, some_secret(), {})
                .error()
                .kind,
            ErrorKind::Unavailable);
}

}  // namespace
}  // namespace crypto

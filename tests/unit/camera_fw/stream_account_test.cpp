// Goal: the account that may watch survives a restart as verifiers, and the password is nowhere.
#include "camera-fw/provision/stream_account.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/real_file_system.h"
#include "tests/support/temporary_directory.h"
#include "web/http/digest.h"

namespace {

using camera_fw::StreamAccount;
using http::DigestAlgorithm;

class StreamAccountTest : public testing::Test {
 protected:
  std::unique_ptr<StreamAccount> load() {
    auto account = StreamAccount::load(files_, path_).value();
    account->set_judge([](std::string_view) { return true; });
    return account;
  }

  base::RealFileSystem files_;
  test_support::TemporaryDirectory root_;
  const std::string path_ = root_ / "stream-account.json";
};

TEST_F(StreamAccountTest, IsNobodysAtFirst) {
  const auto account = load();
  EXPECT_TRUE(account->is_of(""));
  EXPECT_FALSE(account->verifier("", DigestAlgorithm::Md5));
  EXPECT_FALSE(account->verifier("demo", DigestAlgorithm::Sha256));
}

TEST_F(StreamAccountTest, SurvivesARestart) {
  const auto password = crypto::Secret::copy_of("correct horse battery");
  load()->follow("demo", password);
  const auto account = load();
  EXPECT_TRUE(account->is_of("demo"));
  for (const auto algorithm : {DigestAlgorithm::Sha256, DigestAlgorithm::Md5}) {
    const auto kept = account->verifier("demo", algorithm);
    ASSERT_TRUE(kept);
    const auto expected =
        http::digest_verifier(algorithm, "demo", camera_fw::kDigestRealm, password);
    EXPECT_TRUE(crypto::equal_constant_time(kept->reveal(), expected.reveal()));
  }
  EXPECT_FALSE(account->verifier("Demo", DigestAlgorithm::Sha256));
}

TEST_F(StreamAccountTest, NobodyWatchesBeforeSomebodyJudges) {
  load()->follow("demo", crypto::Secret::copy_of("correct horse battery"));
  const auto account = StreamAccount::load(files_, path_).value();
  EXPECT_TRUE(account->is_of("demo"));
  EXPECT_FALSE(account->verifier("demo", DigestAlgorithm::Sha256));
}

TEST_F(StreamAccountTest, FileHoldsNoPasswordAndIsPrivate) {
  namespace fs = std::filesystem;
  load()->follow("demo", crypto::Secret::copy_of("correct horse battery"));
  const auto bytes = base::read_small_file(files_, path_, 4096).value();
  EXPECT_EQ(base::as_text(bytes).find("correct horse"), std::string_view::npos);
  EXPECT_EQ(fs::status(path_).permissions() & fs::perms::all,
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(StreamAccountTest, BrokenFileIsAnErrorAndNotNobody) {
  for (const char* text : {"", "{}", R"({"realm":"other","name":"a","sha_256":"","md5":""})"}) {
    ASSERT_TRUE(base::write_file_atomically(files_, path_, base::as_bytes(text)));
    EXPECT_FALSE(StreamAccount::load(files_, path_)) << text;
  }
}

}  // namespace

#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace base {
namespace {

// Longer than a string keeps in itself, so that what is copied or lost twice is seen.
const std::string kLong = "a value or a message that lies in memory of its own";

Error failure() {
  return {ErrorKind::Io, kLong};
}

// Counts those alive.
struct Counted {
  explicit Counted(int& alive) : count{&alive} { ++*count; }
  Counted(const Counted& other) : count{other.count} { ++*count; }
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --*count; }
  int* count;
};

TEST(Error, HasACodeOnlyWhereItIsGivenOneAndCopiesItWithTheRest) {
  EXPECT_EQ(failure().code, "");
  const Error coded{ErrorKind::Denied, kLong, "wrong_passphrase"};
  const Error copy = coded;
  EXPECT_EQ(copy.code, "wrong_passphrase");
  EXPECT_EQ(copy.message, kLong);
}

TEST(ResultTest, IsAValueOrAnError) {
  const Result<std::string> good = kLong;
  ASSERT_TRUE(good);
  EXPECT_TRUE(good.has_value());
  EXPECT_EQ(*good, kLong);
  EXPECT_EQ(good->size(), kLong.size());
  EXPECT_EQ(good.value(), kLong);

  const Result<std::string> bad = failure();
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().kind, ErrorKind::Io);
  EXPECT_EQ(bad.error().message, kLong);
  EXPECT_THROW(static_cast<void>(bad.value()), std::runtime_error);
}

TEST(ResultTest, OfNothingIsGoodUnlessItFailed) {
  const Result<void> good;
  EXPECT_TRUE(good);
  good.value();
  const Result<void> bad = failure();
  const Result<void> copy = bad;
  ASSERT_FALSE(copy);
  EXPECT_EQ(copy.error().message, kLong);
  EXPECT_THROW(bad.value(), std::runtime_error);
}

TEST(ResultTest, TakesWhatItsValueIsMadeOf) {
  const Result<std::optional<std::string>> some = kLong;
  EXPECT_EQ(some.value(), kLong);
  const Result<std::unique_ptr<const int>> owned = std::make_unique<int>(7);
  EXPECT_EQ(*owned.value(), 7);
}

TEST(ResultTest, AssignedItBecomesTheOther) {
  const Result<std::vector<std::string>> good = std::vector{kLong};
  const Result<std::vector<std::string>> bad = failure();
  Result<std::vector<std::string>> each = good;
  each = bad;
  ASSERT_FALSE(each);
  EXPECT_EQ(each.error().message, bad.error().message);
  each = good;
  ASSERT_TRUE(each);
  EXPECT_EQ(*each, *good);
  const auto& itself = each;
  each = itself;
  EXPECT_EQ(*each, *good);
}

TEST(ResultTest, MovesAValueThatCannotBeCopied) {
  Result<std::unique_ptr<int>> from = std::make_unique<int>(7);
  Result<std::unique_ptr<int>> to = std::move(from);
  const std::unique_ptr<int> out = *std::move(to);
  EXPECT_EQ(*out, 7);
}

TEST(ResultTest, EndsItsValueOnce) {
  int alive = 0;
  {
    Result<Counted> first = Counted{alive};
    Result<Counted> second = first;
    EXPECT_EQ(alive, 2);
    second = failure();
    EXPECT_EQ(alive, 1);
    second = first;
    EXPECT_EQ(alive, 2);
  }
  EXPECT_EQ(alive, 0);
}

TEST(ResultTest, ATemporarysValueLivesAsLongAsItIsLookedAt) {
  const auto read = [] { return Result<std::vector<std::string>>{std::vector{kLong, kLong}}; };
  for (const std::string& each : read().value()) EXPECT_EQ(each, kLong);
}

Result<std::string> through(const Result<std::string>& inner) {
  ASSIGN_OR_RETURN(std::string text, inner);
  RETURN_IF_ERROR(Result<void>{});
  return text + "!";
}

TEST(ResultTest, ErrorsAreHandedOn) {
  EXPECT_EQ(through(kLong).value(), kLong + "!");
  EXPECT_EQ(through(failure()).error().message, kLong);
}

}  // namespace
}  // namespace base

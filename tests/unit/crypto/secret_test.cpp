// Goal: key bytes exist once, and comparing them tells nothing about where they differ.

#include "crypto/secret.h"

#include <gtest/gtest.h>

#include <sstream>
#include <type_traits>

#include "base/json/json.h"

namespace crypto {
namespace {

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!Printable<Secret>);
static_assert(!std::is_constructible_v<base::Json, const Secret&>);

TEST(SecretTest, MovingLeavesNothingBehind) {
  Secret first = Secret::copy_of(std::string_view{"key"});
  const Secret second = std::move(first);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): what is asked here
  EXPECT_EQ(base::as_text(second.reveal()), "key");
}

TEST(SecretTest, TakingABufferTakesItWithoutACopy) {
  base::Bytes buffer = base::to_bytes("key");
  const auto* place = buffer.data();
  const Secret secret = Secret::take(std::move(buffer));
  EXPECT_EQ(secret.reveal().data(), place);
  EXPECT_TRUE(buffer.empty());  // NOLINT(bugprone-use-after-move): what is asked here
}

TEST(SecretTest, RandomSecretsDiffer) {
  EXPECT_FALSE(equal_constant_time(Secret::random(32).reveal(), Secret::random(32).reveal()));
}

TEST(SecretTest, ComparisonSeesEveryByteAndTheLength) {
  const base::Bytes a{1, 2, 3};
  EXPECT_TRUE(equal_constant_time(a, base::Bytes{1, 2, 3}));
  EXPECT_FALSE(equal_constant_time(a, base::Bytes{1, 2, 4}));
  EXPECT_FALSE(equal_constant_time(a, base::Bytes{1, 2}));
}

}  // namespace
}  // namespace crypto

// Goal: a descriptor is closed once, by its last owner, and never while somebody owns it.

#include "base/unique_fd.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <type_traits>

namespace base {
namespace {

static_assert(!std::is_copy_constructible_v<UniqueFd> && !std::is_copy_assignable_v<UniqueFd>);

UniqueFd open_null() {
  return UniqueFd{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
}

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) >= 0;
}

TEST(UniqueFdTest, DescriptorIsClosedWithItsOwner) {
  int number = -1;
  {
    const UniqueFd owner = open_null();
    number = owner.get();
    EXPECT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(UniqueFdTest, MovingHandsTheDescriptorOnAndClosesWhatWasThere) {
  UniqueFd first = open_null();
  UniqueFd second = open_null();
  const int kept = first.get();
  const int closed = second.get();
  second = std::move(first);
  EXPECT_EQ(second.get(), kept);
  EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move): what is asked here
  EXPECT_TRUE(is_open(kept));
  EXPECT_FALSE(is_open(closed));
}

TEST(UniqueFdTest, ReleasedDescriptorStaysOpen) {
  UniqueFd owner = open_null();
  const int number = owner.release();
  owner.reset();
  EXPECT_TRUE(is_open(number));
  ::close(number);
}

}  // namespace
}  // namespace base

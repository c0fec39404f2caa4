// Goal: a thread can be told from others, and does not outlive its owner.

#include "base/named_thread.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <array>

namespace base {
namespace {

TEST(NamedThreadTest, CarriesItsNameCutToWhatTheKernelHolds) {
  std::array<char, 64> name{};
  {
    const NamedThread thread{"a-name-of-many-letters", [&name] {
                               ::pthread_getname_np(::pthread_self(), name.data(), name.size());
                             }};
  }
  EXPECT_STREQ(name.data(), "a-name-of-many-");
}

TEST(NamedThreadTest, WithoutABodyThereIsNothingToJoin) {
  EXPECT_FALSE(NamedThread{}.joinable());
}

}  // namespace
}  // namespace base

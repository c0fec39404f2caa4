// Goal: a word on the list is found, and a list that cannot be searched is refused.

#include "appliance/accounts/blocklist.h"

#include <gtest/gtest.h>

namespace appliance {
namespace {

TEST(Blocklist, FindsFirstMiddleAndLast) {
  const auto list = Blocklist::from_text("abc\nbcd\nxyz\n").value();
  EXPECT_EQ(list.size(), 3U);
  for (const char* word : {"abc", "bcd", "xyz", "XYZ", "xyz123!"}) {
    EXPECT_TRUE(list.contains(word)) << word;
  }
  for (const char* word : {"ab", "abcd", "zzz", "", "123", "a123"}) {
    EXPECT_FALSE(list.contains(word)) << word;
  }
}

TEST(Blocklist, AnEmptyListHasNothing) {
  EXPECT_FALSE(Blocklist::from_text("").value().contains("password"));
}

TEST(Blocklist, RefusesWhatItCouldNotSearch) {
  EXPECT_FALSE(Blocklist::from_text("b\na\n"));
  EXPECT_FALSE(Blocklist::from_text("a\na\n"));
  EXPECT_FALSE(Blocklist::from_text("a\n\nb\n"));
}

}  // namespace
}  // namespace appliance

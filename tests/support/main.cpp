// Runs a GoogleTest suite, and fails when nothing ran: an empty suite proves nothing.
#include <gtest/gtest.h>

#include <cstdio>

// libx265 does not free all it took when its encoder closes; the simulated cameras use it.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libx265.so";
}

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const int status = RUN_ALL_TESTS();
  const auto& suite = *testing::UnitTest::GetInstance();
  if (testing::GTEST_FLAG(list_tests) || status != 0) return status;
  if (suite.test_to_run_count() > suite.skipped_test_count()) return 0;
  std::fputs("no test ran\n", stderr);
  return 1;
}

// Goal: a log line is one JSON object that says when, how bad, what and where, whatever is put in.

#include "base/log/logger.h"

#include <gtest/gtest.h>

#include "base/event/catalogue.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_log.h"

namespace base {
namespace {

class LoggerTest : public testing::Test {
 protected:
  test_support::MemoryLog sink_;
  test_support::ManualClock clock_;
  Logger logger_{sink_, clock_, "custodyd"};
};

TEST_F(LoggerTest, EventCarriesItsCodeAndSeverity) {
  logger_.log(Event{events::kServiceFailed, "custodyd", {{"reason", "port in use"}}});
  ASSERT_EQ(sink_.lines.size(), 1U);
  EXPECT_EQ(sink_.lines[0],
            R"({"code":"S401","event":"service-failed","fields":{"reason":"port in use"},)"
            R"("level":"critical","program":"custodyd","subject":"custodyd",)"
            R"("time":"2026-11-20T21:14:08.000Z"})");
}

TEST_F(LoggerTest, PeerInputCannotStartALineOfItsOwn) {
  logger_.log(Severity::Info, "peer", {{"said", "x\n{\"code\":\"S001\"}"}});
  EXPECT_EQ(sink_.lines[0].find('\n'), std::string::npos);
}

TEST_F(LoggerTest, LongStringsAreCut) {
  logger_.log(Severity::Info, "peer", {{"said", std::string(100'000, 'x')}});
  EXPECT_LT(sink_.lines[0].size(), 2 * kLogStringBytesMax);
}

TEST_F(LoggerTest, SeverityIsTheFirstDigitOfTheCodeAndMapsToSyslog) {
  EXPECT_EQ((EventKind{"H144", "x"}).severity(), Severity::Notice);
  EXPECT_EQ(syslog_severity(Severity::Critical), 2);
  EXPECT_EQ(syslog_severity(Severity::Info), 6);
}

}  // namespace
}  // namespace base

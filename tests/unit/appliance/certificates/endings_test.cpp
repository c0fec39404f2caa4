// Goal: whoever keeps a device hears in time, and once each, that a certificate or a list ends
// (R106, R112). Method: the pure rule on both sides of each step, then the watch over days.

#include "appliance/certificates/endings.h"

#include <gtest/gtest.h>

#include "appliance/certificates/ending_watch.h"
#include "tests/support/memory_log.h"
#include "tests/unit/appliance/certificates/certificate_fixture.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;
using certificate_test::pki;
using certificate_test::wanted;
using std::chrono::days;

constexpr base::WallTime kBegins{};
constexpr base::WallTime kEnds = kBegins + days{365};
constexpr Lifetime kYear{.begins = kBegins, .ends = kEnds};

TEST(EndingStep, ComesAtItsMomentAndNotBefore) {
  EXPECT_FALSE(ending_step(kYear, {}, kEnds - days{60} - 1ns));
  for (const int step : kEndingSteps) {
    EXPECT_EQ(ending_step(kYear, {}, kEnds - days{step}), step);
  }
  EXPECT_EQ(ending_step(kYear, {}, kEnds - 1ns), 1);
  EXPECT_EQ(ending_step(kYear, {}, kEnds + days{1000}), 0);
}

TEST(EndingStep, IsToldOnceForEachEnd) {
  const auto now = kEnds - days{7};
  EXPECT_EQ(ending_step(kYear, ToldEnding{"", kEnds, 14}, now), 7);
  EXPECT_FALSE(ending_step(kYear, ToldEnding{"", kEnds, 7}, now));
  EXPECT_FALSE(ending_step(kYear, ToldEnding{"", kEnds, 1}, now));  // a clock went back
  EXPECT_EQ(ending_step(kYear, ToldEnding{"", kEnds - days{90}, 0}, now), 7);
}

TEST(EndingStep, OfSomethingShortLivedDoesNotComeWithIt) {
  const Lifetime week{.begins = kBegins, .ends = kBegins + days{7}};
  EXPECT_FALSE(ending_step(week, {}, kBegins));
  EXPECT_FALSE(ending_step(week, {}, week.ends - days{1} - 1ns));
  EXPECT_EQ(ending_step(week, {}, week.ends - days{1}), 1);
}

TEST(EndingStep, OfWhatRenewsItselfComesOnlyWhenThatFailed) {
  const Lifetime renewing{.begins = kBegins, .ends = kEnds, .renews_before = days{30}};
  EXPECT_FALSE(ending_step(renewing, {}, kEnds - days{14} - 1ns));
  EXPECT_EQ(ending_step(renewing, {}, kEnds - days{14}), 14);
}

class EndingWatchTest : public testing::Test {
 protected:
  void look() {
    told_.clear();
    watch_->look(pki().root.certificate, days{1});  // of which nobody hears until it is over
  }
  void start_again() {
    watch_.reset();
    world_.reopen();
    watch_.emplace(EndingWatch::Parts{*world_.store, world_.clock, log_});
  }
  std::string told() const {  // "A251 hall 7, …"
    std::string all;
    for (const base::Event& each : told_) {
      if (!all.empty()) all += ", ";
      all += std::string{each.kind.code} + " " + each.subject + " " + each.fields.at("days").dump();
    }
    return all;
  }

  certificate_test::World world_;
  test_support::MemoryLog lines_;
  std::vector<base::Event> told_;
  AccessLog log_{base::Logger{lines_, world_.clock, "test"},
                 world_.clock,
                 {.journal = [this](const base::Event& event) { told_.push_back(event); }}};
  std::optional<EndingWatch> watch_{std::in_place,
                                    EndingWatch::Parts{*world_.store, world_.clock, log_}};
};

TEST_F(EndingWatchTest, ServersAreToldStepByStepAlsoOverRestarts) {
  const auto now = world_.clock.wall();
  ASSERT_TRUE(world_.store->self_sign(wanted(), {now, now + days{100}}));
  ASSERT_TRUE(world_.store->request(wanted("waits")));
  look();
  EXPECT_EQ(told(), "");
  world_.clock.advance(days{41});
  look();
  EXPECT_EQ(told(), "A251 hall 60");
  start_again();
  look();
  EXPECT_EQ(told(), "");
  world_.clock.advance(days{52});  // nobody looked at 30 and 14
  look();
  EXPECT_EQ(told(), "A251 hall 7");
  world_.clock.advance(days{7} + 1s);
  look();
  EXPECT_EQ(told(), "A252 hall 0");
  start_again();
  look();
  EXPECT_EQ(told(), "");
}

TEST_F(EndingWatchTest, AuthoritiesAndTheirListsAreToldAndANewerListBeginsAnew) {
  const auto authority =
      world_.store->add_authority("ours", certificate_test::pem_of(pki().intermediate.certificate))
          .value();
  ASSERT_TRUE(world_.store->set_crl(authority.id, pki().intermediate_crl.to_der()));
  world_.clock.advance(pki().intermediate_crl.next_update() - world_.clock.wall() - 12h);
  look();
  EXPECT_EQ(told(), "A253 ours 1");
  world_.clock.advance(12h + 1s);
  look();
  EXPECT_EQ(told(), "A253 ours 0");
  world_.clock.advance(authority.certificate.not_after() - world_.clock.wall() - days{29});
  look();
  EXPECT_EQ(told(), "A251 ours 30");
}

TEST_F(EndingWatchTest, TheEventSaysWhatAndWho) {
  const auto now = world_.clock.wall();
  const auto server = world_.store->self_sign(wanted(), {now, now + days{10}}).value();
  ASSERT_TRUE(world_.store->choose_for_web(server.id, std::nullopt));
  world_.clock.advance(days{5});
  look();
  ASSERT_EQ(told_.size(), 1U);
  const auto& fields = told_.front().fields;
  EXPECT_EQ(fields.at("what").dump(), R"("certificate")");
  EXPECT_EQ(fields.at("uses").dump(), R"(["web"])");
  EXPECT_EQ(fields.at("ends").dump(),
            '"' + base::format_rfc3339(server.chain.front().not_after()) + '"');
  EXPECT_EQ(fields.at("fingerprint").dump(),
            '"' + base::hex(server.chain.front().fingerprint()) + '"');
}

}  // namespace
}  // namespace appliance

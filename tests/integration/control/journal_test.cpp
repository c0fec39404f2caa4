// Goal: who reviews the journal finds who did what, by anything in it, page by page, and takes it
// away; nobody else does; and a keeper that is away costs newer lines only (R194, R200, R201).

#include <gtest/gtest.h>

#include "tests/integration/control/control_world.h"

namespace {

class JournalTest : public testing::Test {
 protected:
  JournalTest() {
    world_.start();
    world_.claim();
  }
  base::Json::Array found(const std::string& query) {
    const auto answer = world_.get("/api/v1/journal" + query);
    EXPECT_EQ(answer.status, 200) << answer.code();
    const auto json = answer.json();
    const base::Json* const lines = json.find("lines");
    return lines == nullptr ? base::Json::Array{} : *lines->as_array();
  }
  // Lines reach the journal a moment after what they tell of.
  bool comes(const std::string& query) {
    return world_.wait([&] { return !found(query).empty(); });
  }

  control_test::ControlWorld world_;
};

TEST_F(JournalTest, WhatWasJustDoneIsFoundByAnythingInIt) {
  for (const std::string query :
       {"?kind=device-claimed", "?actor=clerk&severity=notice", "?text=CLERK", "?subject=A140",
        "?kind=recovery-key-proven&from=2020-01-01T00:00:00Z"}) {
    EXPECT_TRUE(comes(query)) << query;
  }
  EXPECT_TRUE(found("?kind=device-claimed&severity=warning").empty());
  EXPECT_TRUE(found("?to=2020-01-01T00:00:00Z").empty());
  const auto kinds = world_.get("/api/v1/journal/kinds").json();
  EXPECT_NE(kinds.dump().find("\"device-claimed\""), std::string::npos);
}

TEST_F(JournalTest, PagesFollowOnEachOtherWithoutAGap) {
  ASSERT_TRUE(comes("?kind=device-claimed"));
  std::string cursor;
  std::int64_t last = 0;
  for (;;) {
    const auto page = world_.get("/api/v1/journal?limit=2" + cursor).json();
    for (const base::Json& line : *page.find("lines")->as_array()) {
      const std::int64_t number = line.get_int("line").value();
      if (last != 0) EXPECT_EQ(number, last - 1);
      last = number;
    }
    const auto next = page.get_string("next");
    if (!next) break;
    cursor = "&cursor=" + *next;
  }
  EXPECT_EQ(last, 1);
}

TEST_F(JournalTest, IsTakenAwayAsAFileAndThatIsWrittenDown) {
  ASSERT_TRUE(comes("?kind=device-claimed"));
  const auto csv = world_.get("/api/v1/journal/export?format=csv&kind=device-claimed");
  EXPECT_EQ(csv.headers.get("Content-Disposition"), "attachment; filename=\"journal.csv\"");
  const auto text = base::as_text(csv.body);
  EXPECT_TRUE(text.starts_with("line,time,severity,code,kind,actor,subject,fields\r\n")) << text;
  EXPECT_NE(text.find(",notice,A140,device-claimed,\"clerk\","), std::string::npos) << text;
  EXPECT_TRUE(comes("?kind=journal-exported&actor=clerk"));
  EXPECT_EQ(world_.get("/api/v1/journal/export?format=json").status, 200);
}

TEST_F(JournalTest, WhatMakesNoSenseIsRefusedAtTheParameter) {
  const std::vector<std::string> queries{"?severity=loud",
                                         "?from=yesterday",
                                         "?cursor=-1",
                                         "?limit=501",
                                         "?text=",
                                         "?text=" + std::string(257, 'x'),
                                         "?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z"};
  for (const std::string& query : queries) {
    const auto answer = world_.get("/api/v1/journal" + query);
    EXPECT_EQ(answer.status, 422) << query;
    EXPECT_EQ(answer.code(), "invalid_fields") << query;
  }
  EXPECT_EQ(world_.get("/api/v1/journal/export?format=xml").status, 422);
}

TEST_F(JournalTest, WhatWasReadBeforeIsFoundWhileTheKeeperIsAway) {
  ASSERT_TRUE(comes("?kind=device-claimed"));
  world_.init().stop(control_test::kKeeper);
  const auto answer = world_.get("/api/v1/journal?kind=device-claimed").json();
  EXPECT_EQ(answer.find("lines")->as_array()->size(), 1U);
  EXPECT_EQ(answer.dump().find("\"behind\":false"), std::string::npos);
  EXPECT_EQ(world_.get("/api/v1/journal/export?format=csv").code(), "journal_incomplete");
}

}  // namespace

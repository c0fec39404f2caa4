// Goal: whoever searches the journal finds what is in it, whole and in order (R200), and a copy
// that is lost, or of another journal, is made anew by itself.

#include "appliance/journal/journal_copy.h"

#include <gtest/gtest.h>

#include <fstream>

#include "appliance/journal/journal_text.h"
#include "tests/support/temporary_directory.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;

constexpr base::WallTime kMorning{std::chrono::sys_days{std::chrono::year{2026} / 11 / 20} + 8h};

JournalPageLine page_line(std::int64_t number, std::string kind, std::string actor,
                          base::Json::Object fields = {}) {
  return {.number = number,
          .time = kMorning + std::chrono::minutes{number},
          .kind = std::move(kind),
          .actor = std::move(actor),
          .subject = "gate",
          .fields = std::move(fields)};
}

class JournalCopyTest : public testing::Test {
 protected:
  JournalCopyTest() {
    JournalPage page{.journal = "one", .last_line = 4, .next = 5};
    page.lines = {page_line(1, "signed-in", "anna"),
                  page_line(2, "sign-in-refused", "nobody", {{"code", "A241"}, {"from", "::1"}}),
                  page_line(3, "clip-downloaded", "anna", {{"bytes", 9}}),
                  page_line(4, "signed-in", "ben")};
    page.lines[3].subject = "A141";
    EXPECT_EQ(copy_.take(page).value(), 5);
  }
  std::string path() const { return directory_ / "copy.db"; }
  std::vector<std::int64_t> numbers(const JournalFilter& filter) {
    std::vector<std::int64_t> found;
    for (const auto& line : copy_.find(filter, JournalCopy::kFromTheNewest, 100).value()) {
      found.push_back(line.number);
    }
    return found;
  }
  using Numbers = std::vector<std::int64_t>;

  test_support::TemporaryDirectory directory_;
  JournalCopy copy_ = JournalCopy::open(path()).value();
};

TEST_F(JournalCopyTest, ShowsNewestFirstAndEverythingOfALine) {
  EXPECT_EQ(numbers({}), (Numbers{4, 3, 2, 1}));
  const auto line = copy_.find({}, 3, 1).value().at(0);
  EXPECT_EQ(line, (CopiedLine{.number = 2,
                              .time = kMorning + 2min,
                              .kind = "sign-in-refused",
                              .code = "A241",
                              .severity = base::Severity::Warning,
                              .actor = "nobody",
                              .subject = "gate",
                              .fields = R"({"code":"A241","from":"::1"})"}));
  EXPECT_EQ(copy_.kinds().value(),
            (std::vector<std::string>{"clip-downloaded", "sign-in-refused", "signed-in"}));
}

TEST_F(JournalCopyTest, FindsByEachThingAndByAllTogether) {
  EXPECT_EQ(numbers({.from = kMorning + 2min, .to = kMorning + 4min}), (Numbers{3, 2}));
  EXPECT_EQ(numbers({.kind = "signed-in"}), (Numbers{4, 1}));
  EXPECT_EQ(numbers({.actor = "anna"}), (Numbers{3, 1}));
  EXPECT_EQ(numbers({.subject = "A141"}), (Numbers{4}));
  EXPECT_EQ(numbers({.text = "BYTES"}), (Numbers{3}));
  EXPECT_EQ(numbers({.text = "%"}), Numbers{});
  EXPECT_EQ(numbers({.severity_min = base::Severity::Notice}), (Numbers{4, 2}));
  EXPECT_EQ(numbers({.severity_min = base::Severity::Error}), Numbers{});
  EXPECT_EQ(numbers({.kind = "signed-in", .actor = "anna", .text = "gate"}), (Numbers{1}));
}

TEST_F(JournalCopyTest, GoesOnWhereItWasAfterARestart) {
  copy_ = JournalCopy::open(directory_ / "other.db").value();
  copy_ = JournalCopy::open(path()).value();
  EXPECT_EQ(copy_.next().value(), 5);
  EXPECT_EQ(numbers({.actor = "ben"}), (Numbers{4}));
}

TEST_F(JournalCopyTest, TakesAPageTwiceAsTheSamePage) {
  JournalPage page{.journal = "one", .last_line = 5, .next = 6};
  page.lines = {page_line(5, "signed-out", "ben")};
  EXPECT_EQ(copy_.take(page).value(), 6);
  EXPECT_EQ(copy_.take(page).value(), 6);
  EXPECT_EQ(numbers({}), (Numbers{5, 4, 3, 2, 1}));
}

TEST_F(JournalCopyTest, ForgetsTheLinesOfAnotherJournalAndBeginsWithItsFirst) {
  EXPECT_EQ(copy_.take({.journal = "two", .last_line = 1, .next = 5}).value(), 1);
  EXPECT_EQ(numbers({}), Numbers{});
  JournalPage page{.journal = "two", .last_line = 1, .next = 2};
  page.lines = {page_line(1, "journal-begun-anew", "custody-keeper")};
  EXPECT_EQ(copy_.take(page).value(), 2);
  EXPECT_EQ(numbers({}), (Numbers{1}));
}

TEST_F(JournalCopyTest, ACopyThatCannotBeReadIsMadeAnew) {
  copy_ = JournalCopy::open(directory_ / "other.db").value();
  std::ofstream{path(), std::ios::binary} << std::string(8192, 'x');
  copy_ = JournalCopy::open(path()).value();
  EXPECT_EQ(copy_.next().value(), 1);
}

TEST(JournalTextTest, CsvKeepsCellsApartAndCalculatesNothing) {
  CopiedLine line{.number = 7, .time = kMorning, .kind = "camera-added", .actor = "=HYPERLINK(1)"};
  line.subject = "a \"gate\", north";
  line.fields = R"({"x":1})";
  EXPECT_EQ(lines_csv({line}),
            "line,time,severity,code,kind,actor,subject,fields\r\n"
            "7,2026-11-20T08:00:00.000Z,info,,camera-added,\"'=HYPERLINK(1)\","
            "\"a \"\"gate\"\", north\",\"{\"\"x\"\":1}\"\r\n");
  EXPECT_EQ(line_json(line).get_string("severity").value(), "info");
  EXPECT_EQ(line_json(line).find("code"), nullptr);
}

}  // namespace
}  // namespace appliance

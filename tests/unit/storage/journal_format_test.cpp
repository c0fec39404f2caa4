// Goal: the journal's bytes are as docs/design/journal.md says, on both sides of each limit.

#include "storage/journal/journal_format.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/filled_id.h"

namespace storage {
namespace {

JournalHeader third_header() {
  JournalHeader made{test_support::filled_id(0xab), 17, {}};
  made.previous_link.fill(0xcd);
  return made;
}

JournalEntry key_use() {
  return {.kind = "key-used",
          .actor = "ann",
          .subject = "camera 1",
          .fields = base::Json{base::Json::Object{{"reason", "trial"}, {"n", 3}}}};
}

TEST(JournalFormatTest, HeaderLiesAsThePageSays) {
  const base::Bytes bytes = marshal(third_header());
  ASSERT_EQ(bytes.size(), kJournalHeaderBytes);
  EXPECT_EQ(base::as_text(base::ByteView{bytes}.first(8)), "CUSTJRNL");
  EXPECT_EQ(bytes[9], 1);
  EXPECT_EQ(bytes[16], 0xab);
  EXPECT_EQ(bytes[39], 17);
  EXPECT_EQ(bytes[40], 0xcd);
  EXPECT_EQ(*parse_journal_header(bytes), third_header());
}

TEST(JournalFormatTest, ImpossibleHeadersAreRefused) {
  const base::Bytes bytes = marshal(third_header());
  for (const std::size_t zero : {10U, 15U, 72U, 79U}) {
    base::Bytes changed = bytes;
    changed[zero] = 1;
    EXPECT_EQ(parse_journal_header(changed).error().kind, base::ErrorKind::Corrupt) << zero;
  }
  base::Bytes newer = bytes;
  newer[9] = 2;
  EXPECT_EQ(parse_journal_header(newer).error().kind, base::ErrorKind::InvalidInput);
  JournalHeader first = third_header();
  first.first_line = 1;
  EXPECT_FALSE(parse_journal_header(marshal(first))) << "the first file continues nothing";
  first.previous_link = {};
  EXPECT_TRUE(parse_journal_header(marshal(first)));
  first.first_line = 2;
  EXPECT_FALSE(parse_journal_header(marshal(first)));
  EXPECT_FALSE(parse_journal_header(base::ByteView{bytes}.first(79)));
}

TEST(JournalFormatTest, EntryLiesAsThePageSays) {
  const base::Bytes bytes = marshal(key_use()).value();
  EXPECT_EQ(bytes[0], 8);
  EXPECT_EQ(bytes[1], 3);
  EXPECT_EQ(bytes[3], 8);
  EXPECT_EQ(base::as_text(base::ByteView{bytes}.subspan(8)),
            "key-usedanncamera 1{\"n\":3,\"reason\":\"trial\"}");
  EXPECT_EQ(*parse_journal_entry(bytes), key_use());
}

TEST(JournalFormatTest, EachLimitHasTwoSides) {
  const auto fits = [](const JournalEntry& made) {
    const auto bytes = marshal(made);
    return bytes && parse_journal_entry(*bytes).value() == made;
  };
  JournalEntry made = key_use();
  made.kind = std::string(64, 'k');
  EXPECT_TRUE(fits(made));
  made.kind += 'k';
  EXPECT_FALSE(marshal(made));
  made = key_use();
  made.actor = std::string(128, 'a');
  EXPECT_TRUE(fits(made));
  made.actor += 'a';
  EXPECT_FALSE(marshal(made));
  made.actor = "";
  EXPECT_FALSE(marshal(made));
  made = key_use();
  made.subject = std::string(256, 's');
  EXPECT_TRUE(fits(made));
  made.subject += 's';
  EXPECT_FALSE(marshal(made));
  made.subject = "";
  EXPECT_TRUE(fits(made));
  made.fields = base::Json{base::Json::Object{{"x", std::string(8192 - 8, 'x')}}};
  EXPECT_TRUE(fits(made));
  made.fields = base::Json{base::Json::Object{{"x", std::string(8192 - 7, 'x')}}};
  EXPECT_FALSE(marshal(made));
  made.fields = base::Json{3};
  EXPECT_FALSE(marshal(made));
}

TEST(JournalFormatTest, ThereIsOneWayToWriteAnEntry) {
  base::Bytes bytes = marshal(key_use()).value();
  const std::string_view text = base::as_text(bytes);
  const std::size_t comma = text.find(",\"reason\"");
  ASSERT_NE(comma, std::string_view::npos);
  bytes[7] = static_cast<std::uint8_t>(bytes[7] + 1);
  bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(comma + 1), ' ');
  EXPECT_EQ(parse_journal_entry(bytes).error().kind, base::ErrorKind::Corrupt);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(parse_journal_entry(base::ByteView{bytes}.first(size)));
  }
}

}  // namespace
}  // namespace storage

// Goal: any text becomes entries or one error with a line; nothing makes the parser recurse deeply.

#include "base/config/toml_parser.h"

#include <gtest/gtest.h>

namespace base {
namespace {

std::string error_of(std::string_view text) {
  const auto entries = parse_toml(text, "x.toml");
  return entries ? "" : entries.error().message;
}

TEST(TomlParserTest, SectionsBecomeDottedNamesWithTheirLines) {
  const auto entries = parse_toml("a = 1\n[web]\nport = 2\ntls.on = true\n", "x.toml");
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->at("a"), (TomlEntry{std::int64_t{1}, 1}));
  EXPECT_EQ(entries->at("web"), (TomlEntry{TomlTable{}, 2}));
  EXPECT_EQ(entries->at("web.port"), (TomlEntry{std::int64_t{2}, 3}));
  EXPECT_EQ(entries->at("web.tls.on"), (TomlEntry{true, 4}));
}

TEST(TomlParserTest, BrokenTextIsToldByLine) {
  EXPECT_TRUE(error_of("a = 1\nb = = 2\n").starts_with("x.toml:2: "));
}

TEST(TomlParserTest, SectionWithoutANameIsToldByLine) {
  for (const std::string_view header : {"[", "[\n", "[]", "[&web]", "[.a]", "[[\n", "[[=]]"}) {
    EXPECT_TRUE(error_of("a = 1\n" + std::string{header}).starts_with("x.toml:2: ")) << header;
  }
}

TEST(TomlParserTest, TextBeyondAsciiStandsInQuotesOrComments) {
  EXPECT_EQ(error_of("a = \"\u00e4\" # \u00f6\n'\u0140' = '''\n\u20ac\\'''\n"), "");
  EXPECT_TRUE(error_of("a = 1\n\u00e4 = 2\n").starts_with("x.toml:2: "));
  EXPECT_TRUE(error_of("a = \"\"\"x \\\n  \u00e4\"\"\"\n").starts_with("x.toml:1: "));
}

TEST(TomlParserTest, QuoteWithinAWordOpensNoString) {
  EXPECT_EQ(error_of("a.\"b\".'c' = ['d',\"e\"]\n"), "");
  for (const std::string_view value :
       {"2\"\u00e4\"", "2.\"\u00e4\"", "+2.\"\u00e4\"", "x'\u00e4'"}) {
    EXPECT_TRUE(error_of("a = " + std::string{value}).starts_with("x.toml:1: ")) << value;
  }
}

TEST(TomlParserTest, NameGivenTwiceIsRefused) {
  EXPECT_TRUE(error_of("a = 1\na = 2\n").starts_with("x.toml:2: "));
}

TEST(TomlParserTest, SizeIsBounded) {
  std::string text = "#";
  text.resize(kTomlBytesMax, 'x');
  EXPECT_EQ(error_of(text), "");
  EXPECT_EQ(error_of(text + "x"), "x.toml:1: larger than 1 MiB");
}

TEST(TomlParserTest, PartsOfAnyNameAreBounded) {
  EXPECT_EQ(error_of("[a.b.c.d.e.f.g.h]"), "");
  const std::string told = "x.toml:2: a name with more than 8 parts";
  EXPECT_EQ(error_of("\n[a.b.c.d.e.f.g.h.i]"), told);
  EXPECT_EQ(error_of("\na.b.c.d.e.f.g.h.i = 1"), told);
  EXPECT_EQ(error_of("\nt = { a.b.c.d.e.f.g.h.i = 1 }"), told);
  EXPECT_EQ(error_of("\n[[ a . \"b\" . 'c' . d.e.f.g.h.i ]]"), told);
}

TEST(TomlParserTest, DotsInStringsAndCommentsAreNoParts) {
  EXPECT_EQ(error_of("a = \"1.2.3.4.5.6.7.8.9\\\".0\" # 1.2.3.4.5.6.7.8.9.0"), "");
  EXPECT_EQ(error_of("a = '1.2.3.4.5.6.7.8.9.0'"), "");
  EXPECT_EQ(error_of("a = \"\"\"\n1.2.3.4.5.6.7.8.9.0\"\"\""), "");
  EXPECT_EQ(error_of("a = [\"10.0.0.1\", \"10.0.0.2\", \"10.0.0.3\", \"10.0.0.4\"]"), "");
}

TEST(TomlParserTest, QuoteWithinALongStringHidesNoName) {
  EXPECT_EQ(error_of("a = [\"\"\"\n'\"\"\", {a.b.c.d.e.f.g.h.i=1}]"),
            "x.toml:2: a name with more than 8 parts");
}

TEST(TomlParserTest, NestingIsBounded) {
  EXPECT_NE(error_of("a = " + std::string(100'000, '[')), "");
}

TEST(TomlParserTest, NumberOfEntriesIsBounded) {
  std::string text;
  for (std::size_t i = 0; i < kTomlEntriesMax; ++i) text += "k" + std::to_string(i) + "=1\n";
  EXPECT_EQ(error_of(text), "");
  EXPECT_TRUE(error_of(text + "one_more = 1\n").ends_with("too many entries"));
}

TEST(TomlParserTest, NameThatIsEmptyOrHoldsADotIsRefused) {
  const std::string told = "x.toml:1: a name may not be empty or hold a dot";
  EXPECT_EQ(error_of("\"a.b\" = 1"), told);
  EXPECT_EQ(error_of("\"\" = 1"), told);
}

}  // namespace
}  // namespace base

// Goal: an undo record is read back exactly, and anything else is no record.

#include "appliance/change/undo_record_format.h"

#include <gtest/gtest.h>

namespace appliance {
namespace {

base::Result<std::vector<SettingValue>> parse(std::string_view text) {
  return parse_undo_record(base::as_bytes(text));
}

TEST(UndoRecordFormatTest, WhatIsWrittenIsReadBack) {
  const std::vector<SettingValue> before{{"host-access", {0, 1, 0xff}}, {"ports", {}}};
  EXPECT_EQ(parse_undo_record(marshal_undo_record(before)).value(), before);
  EXPECT_EQ(base::as_text(marshal_undo_record(before)),
            R"({"before":[{"name":"host-access","value":"AAH/"},{"name":"ports","value":""}],)"
            R"("version":1})");
}

TEST(UndoRecordFormatTest, AnythingElseIsNoRecord) {
  for (const char* text :
       {"", "{", "[]", R"({"version":2,"before":[]})", R"({"version":1})",
        R"({"version":1,"before":{}})", R"({"version":1,"before":[{"name":"x"}]})",
        R"({"version":1,"before":[{"name":"x","value":"*"}]})"}) {
    const auto parsed = parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().kind, base::ErrorKind::Corrupt);
  }
}

TEST(UndoRecordFormatTest, TheNumberOfSettingsHasALimit) {
  const std::vector<SettingValue> most(kSettingsPerChangeMax, {"x", {}});
  EXPECT_TRUE(parse_undo_record(marshal_undo_record(most)));
  const std::vector<SettingValue> more(kSettingsPerChangeMax + 1, {"x", {}});
  EXPECT_FALSE(parse_undo_record(marshal_undo_record(more)));
}

}  // namespace
}  // namespace appliance

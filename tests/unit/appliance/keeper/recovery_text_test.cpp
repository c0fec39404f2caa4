// Goal: a recovery key survives paper: what was printed reads back however it is typed, and a slip
// is named as a slip.

#include "appliance/keeper/recovery_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <string>

namespace appliance {
namespace {

crypto::HpkePrivateKey some_key(std::uint8_t last = 7) {
  base::Bytes scalar(32, 0x11);
  scalar.back() = last;
  return crypto::HpkePrivateKey::from(crypto::Secret::copy_of(scalar)).value();
}
std::string printed(const crypto::HpkePrivateKey& key) {
  const crypto::Secret text = format_recovery_key(key);
  return std::string{base::as_text(text.reveal())};
}
base::Result<crypto::HpkePrivateKey> typed(const std::string& text) {
  return parse_recovery_key(crypto::Secret::copy_of(text));
}

TEST(RecoveryTextTest, IsFourteenGroupsOfFour) {
  const std::string text = printed(some_key());
  ASSERT_EQ(text.size(), 14U * 5 - 1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    EXPECT_EQ(text[i] == '-', i % 5 == 4) << text;
    EXPECT_EQ(std::string{"ILOU"}.find(text[i]), std::string::npos);
  }
}

TEST(RecoveryTextTest, ReadsBack) {
  for (int i = 0; i < 20; ++i) {
    const auto key = crypto::HpkePrivateKey::generate().value();
    const auto back = typed(printed(key));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->public_key(), key.public_key());
  }
}

TEST(RecoveryTextTest, CaseSpacesAndLookAlikesDoNotMatter) {
  const auto key = some_key();
  std::string text = printed(key);
  std::ranges::transform(text, text.begin(), [](unsigned char c) {
    if (c == '-') return ' ';
    if (c == '0') return 'o';
    if (c == '1') return 'l';
    return static_cast<char>(std::tolower(c));
  });
  text = "\t" + text + "\r\n";
  const auto back = typed(text);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->public_key(), key.public_key());
}

TEST(RecoveryTextTest, OneWrongLetterAnywhereIsATypingError) {
  const std::string sound = printed(some_key());
  for (std::size_t i = 0; i < sound.size(); ++i) {
    if (sound[i] == '-') continue;
    std::string text = sound;
    text[i] = text[i] == 'Z' ? 'Y' : 'Z';
    const auto back = typed(text);
    ASSERT_FALSE(back) << i;
    EXPECT_NE(back.error().message.find("typing error"), std::string::npos);
  }
}

TEST(RecoveryTextTest, MissingLettersAreCounted) {
  std::string text = printed(some_key());
  text.pop_back();
  EXPECT_EQ(typed(text).error().message,
            "a recovery key has 56 letters and digits; this one has 55");
  EXPECT_FALSE(typed(printed(some_key()) + "0"));
  EXPECT_FALSE(typed(""));
  EXPECT_FALSE(typed(std::string(kRecoveryTextBytesMax + 1, '0')));
}

TEST(RecoveryTextTest, GroupWithAForeignCharacterIsNamed) {
  std::string text = printed(some_key());
  text[11] = '!';
  EXPECT_EQ(typed(text).error().message,
            "group 3 of the recovery key has a character that is in none");
}

}  // namespace
}  // namespace appliance

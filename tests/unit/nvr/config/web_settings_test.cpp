// Goal: an installer's mistake about the web interface is named, never guessed around.

#include "nvr/config/web_settings.h"

#include <gtest/gtest.h>

namespace nvr {
namespace {

TEST(WebSettingsTest, WithoutAFileItListensForHttpsEverywhere) {
  auto config = base::Config::empty();
  const auto settings = read_web_settings(config);
  EXPECT_TRUE(config.finish());
  EXPECT_EQ(settings.listen, (std::vector<http::Endpoint>{{"0.0.0.0", 443}, {"::", 443}}));
}

TEST(WebSettingsTest, AMistakeNamesFileLineAndWhatIsExpected) {
  auto config = base::Config::parse("[https]\n\nlisten = [\"nvr:443\"]\n", "control.toml").value();
  read_web_settings(config);
  const auto finished = config.finish();
  ASSERT_FALSE(finished);
  EXPECT_NE(finished.error().message.find("control.toml:3: "), std::string::npos)
      << finished.error().message;
}

}  // namespace
}  // namespace nvr

// Goal: an installer's mistake about the web interface is named, never guessed around.

#include "nvr/config/web_settings.h"

#include <gtest/gtest.h>

namespace nvr {
namespace {

TEST(WebSettingsTest, EndpointsAreAddressAndPort) {
  EXPECT_EQ(*parse_endpoint("127.0.0.1:8443"), (http::Endpoint{"127.0.0.1", 8443}));
  EXPECT_EQ(*parse_endpoint("[::1]:65535"), (http::Endpoint{"::1", 65535}));
  EXPECT_EQ(*parse_endpoint("0.0.0.0:0"), (http::Endpoint{"0.0.0.0", 0}));
}

TEST(WebSettingsTest, AnythingElseIsRefused) {
  for (const char* text :
       {"", "443", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:44x",
        "::1:443", "[127.0.0.1]:443", "nvr.example:443", "[::1]443", "127.0.0.1 :443"}) {
    EXPECT_FALSE(parse_endpoint(text)) << text;
  }
}

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

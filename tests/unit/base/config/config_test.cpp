// Goal: no mistake in a configuration file goes unseen, and each is told by file, line and key.

#include "base/config/config.h"

#include <gtest/gtest.h>

#include <fstream>

namespace base {
namespace {

using namespace std::chrono_literals;

Config config_of(std::string_view text) {
  return Config::parse(text, "recorder.toml").value();
}

std::string mistakes(Config& config) {
  const auto finished = config.finish();
  return finished ? "" : finished.error().message;
}

TEST(ConfigTest, ValueOfTheFileReplacesTheDefault) {
  auto config = config_of(
      "on = true\nport = 8443\nshare = 0.5\nname = \"door\"\nwait = \"2min\"\nroom = \"10GiB\"\n"
      "path = \"/srv/video\"\nhosts = [\"a\", \"b\"]\n");
  EXPECT_TRUE(config.get_bool("on", false));
  EXPECT_EQ(config.get_int("port", 443, {1, 65'535}), 8443);
  EXPECT_EQ(config.get_double("share", 0, {0, 1}), 0.5);
  EXPECT_EQ(config.get_string("name", "", {0, 10}), "door");
  EXPECT_EQ(config.get_duration("wait", 1s, {1s, 1h}), 2min);
  EXPECT_EQ(config.get_size("room", 1, {1, 1ULL << 40}), 10ULL << 30);
  EXPECT_EQ(config.get_path("path", "/var"), "/srv/video");
  EXPECT_EQ(config.get_strings("hosts", {}, {0, 2}), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(mistakes(config), "");
}

TEST(ConfigTest, AbsentKeyHasItsDefault) {
  auto config = Config::empty();
  EXPECT_EQ(config.get_int("web.port", 443, {1, 65'535}), 443);
  EXPECT_EQ(mistakes(config), "");
}

TEST(ConfigTest, UnknownKeyIsNamedWithLineAndNearestName) {
  auto config = config_of("\n\nvoluem = \"/srv\"\n");
  config.get_path("volume", "/var");
  EXPECT_EQ(mistakes(config), "recorder.toml:3: unknown key 'voluem'; did you mean 'volume'?");
}

TEST(ConfigTest, UnknownKeyNearNothingIsNamedWithoutAGuess) {
  auto config = config_of("colour = 1\n");
  config.get_path("volume", "/var");
  EXPECT_EQ(mistakes(config), "recorder.toml:1: unknown key 'colour'");
}

TEST(ConfigTest, UnknownSectionIsToldOnceAndNotForEachOfItsKeys) {
  auto config = config_of("[wbe]\nport = 1\nhost = \"x\"\n");
  config.get_int("web.port", 443, {1, 65'535});
  EXPECT_EQ(mistakes(config), "recorder.toml:1: unknown section 'wbe'; did you mean 'web'?");
}

TEST(ConfigTest, EveryMistakeIsToldInTheOrderOfTheFile) {
  auto config = config_of("port = \"x\"\nextra = 1\nwait = \"5\"\n");
  config.get_duration("wait", 1s, {1s, 1h});
  config.get_int("port", 443, {1, 65'535});
  EXPECT_EQ(mistakes(config),
            "recorder.toml:1: 'port' must be a whole number\n"
            "recorder.toml:2: unknown key 'extra'\n"
            "recorder.toml:3: 'wait' needs a number and ms, s, min, h or d: \"5s\"");
}

TEST(ConfigTest, BoundsAreInclusiveAndNamed) {
  for (const int port : {1, 65'535}) {
    auto config = config_of("port = " + std::to_string(port));
    EXPECT_EQ(config.get_int("port", 443, {1, 65'535}), port);
    EXPECT_EQ(mistakes(config), "");
  }
  for (const int port : {0, 65'536}) {
    auto config = config_of("port = " + std::to_string(port));
    EXPECT_EQ(config.get_int("port", 443, {1, 65'535}), 443);
    EXPECT_EQ(mistakes(config), "recorder.toml:1: 'port' must be from 1 to 65535");
  }
}

TEST(ConfigTest, BoundsOfTimesAndSizesAreToldInTheirUnits) {
  auto config = config_of("wait = \"61min\"\nroom = \"1023MiB\"\n");
  config.get_duration("wait", 1s, {1s, 1h});
  config.get_size("room", 1ULL << 30, {1ULL << 30, 1ULL << 40});
  EXPECT_EQ(mistakes(config),
            "recorder.toml:1: 'wait' must be from 1s to 1h\n"
            "recorder.toml:2: 'room' must be from 1GiB to 1TiB");
}

TEST(ConfigTest, LengthsOfStringsAndListsAreBounded) {
  auto config = config_of("name = \"abcd\"\nhosts = [\"a\", \"b\", \"c\"]\n");
  EXPECT_EQ(config.get_string("name", "x", {1, 3}), "x");
  EXPECT_TRUE(config.get_strings("hosts", {}, {0, 2}).empty());
  EXPECT_EQ(mistakes(config),
            "recorder.toml:1: 'name' must be from 1 to 3 bytes long\n"
            "recorder.toml:2: 'hosts' must be from 0 to 2 entries long");
}

TEST(ConfigTest, RelativeOrClimbingPathIsRefused) {
  for (const char* path : {"srv", "/srv/../etc", "", "/srv\\u0000x"}) {
    auto config = config_of("path = \"" + std::string{path} + "\"");
    EXPECT_EQ(config.get_path("path", "/var"), "/var");
    EXPECT_EQ(mistakes(config), "recorder.toml:1: 'path' must be an absolute path without '..'");
  }
}

TEST(ConfigTest, DateOrMixedListIsNoValueOfOurs) {
  auto config = config_of("a = 1979-05-27\nb = [1, \"x\"]\nc = nan\n");
  config.get_string("a", "", {0, 10});
  config.get_strings("b", {}, {0, 2});
  config.get_double("c", 0, {0, 1});
  EXPECT_EQ(mistakes(config),
            "recorder.toml:1: 'a' must be a string\n"
            "recorder.toml:2: 'b' must be a list of strings\n"
            "recorder.toml:3: 'c' must be a number");
}

TEST(ConfigTest, RuleBetweenKeysIsToldAtItsKey) {
  auto config = config_of("low = 2\nhigh = 1\n");
  config.get_int("low", 0, {0, 9});
  config.get_int("high", 9, {0, 9});
  config.add_mistake("high", "'high' must not be below 'low'");
  config.add_mistake("other", "'other' is missing");
  EXPECT_EQ(mistakes(config),
            "recorder.toml: 'other' is missing\n"
            "recorder.toml:2: 'high' must not be below 'low'");
}

TEST(ConfigTest, NameWithControlCharactersStaysOnOneLine) {
  auto config = config_of("\"a\\nb\" = 1\n");
  EXPECT_EQ(mistakes(config), "recorder.toml:1: unknown key 'a?b'");
}

TEST(ConfigTest, FileIsReadAndCalledByItsLastName) {
  const auto path = std::filesystem::path{testing::TempDir()} / "custody_config_test.toml";
  std::ofstream{path} << "x = 1\n";
  auto config = load_config(path);
  std::filesystem::remove(path);
  ASSERT_TRUE(config);
  EXPECT_EQ(mistakes(*config), "custody_config_test.toml:1: unknown key 'x'");
}

TEST(ConfigTest, MissingFileIsNotFound) {
  const auto config = load_config("/nonexistent/recorder.toml");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().kind, ErrorKind::NotFound);
}

TEST(ConfigTest, FolderInPlaceOfAFileIsAnError) {
  EXPECT_FALSE(load_config(testing::TempDir()));
}

}  // namespace
}  // namespace base

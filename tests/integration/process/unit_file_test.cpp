// Goal: a unit file means to mini_init what it means to systemd, or is refused.

#include "tests/support/mini_init/unit_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/mini_init/unit.h"

namespace {

using namespace std::chrono_literals;
using mini_init::parse_unit_file;
using mini_init::read_unit;

const mini_init::Layout kLayout{.units = "/u", .root = "/r", .programs = "/b"};

base::Result<mini_init::Unit> service(const std::string& directives) {
  return read_unit("[Service]\nExecStart=/usr/bin/custodyd\n" + directives, "x.service", kLayout);
}

std::string refusal(const std::string& directives) {
  const auto unit = service(directives);
  return unit ? "" : unit.error().message;
}

TEST(UnitFileTest, CommentsAreSkippedAndContinuedLinesJoined) {
  const auto file = parse_unit_file("# c\n[A]\n; c\nB = 1 \\\n# c\n  2\nC=\n", "x");
  ASSERT_TRUE(file);
  ASSERT_EQ(file->size(), 2U);
  EXPECT_EQ(file->at(0).name, "B");
  EXPECT_EQ(file->at(0).value, "1  2");
  EXPECT_EQ(file->at(1).value, "");
  EXPECT_EQ(file->at(1).line, 7U);
}

TEST(UnitFileTest, LineThatIsNeitherSectionNorDirectiveIsRefused) {
  EXPECT_FALSE(parse_unit_file("[A\n", "x"));
  EXPECT_FALSE(parse_unit_file("A=1\n", "x"));
  EXPECT_FALSE(parse_unit_file("[A]\nword\n", "x"));
  EXPECT_FALSE(parse_unit_file("[A]\n=1\n", "x"));
}

TEST(UnitTest, ProgramsAndFoldersAreMapped) {
  const auto unit = service("Environment=A=%S/x B=%%\nLoadCredential=k:%E/custody/k\n");
  ASSERT_TRUE(unit);
  EXPECT_EQ(unit->command, std::vector<std::string>{"/b/custodyd"});
  EXPECT_EQ(unit->environment, (std::vector<std::string>{"A=/r/state/x", "B=%"}));
  EXPECT_EQ(unit->credentials.at(0).source, "/r/etc/custody/k");
}

TEST(UnitTest, CredentialWithoutPathIsFromTheStore) {
  const auto unit = service("LoadCredential=k\nLoadCredentialEncrypted=e\n");
  ASSERT_TRUE(unit) << unit.error().message;
  ASSERT_EQ(unit->credentials.size(), 2U);
  EXPECT_EQ(unit->credentials[1].name, "e");
  EXPECT_EQ(unit->credentials[1].source, "");
  EXPECT_NE(refusal("LoadCredential=\n"), "");
}

TEST(UnitTest, UnknownDirectiveIsRefusedByLine) {
  EXPECT_EQ(refusal("ExecReload=/bin/kill\n"), "x.service:3: unknown directive ExecReload");
}

TEST(UnitTest, HardeningIsListedAsNotApplied) {
  const auto unit = service("ProtectSystem=strict\nUser=custodyd\n");
  ASSERT_TRUE(unit);
  EXPECT_EQ(unit->not_applied, (std::vector<std::string>{"ProtectSystem=strict", "User=custodyd"}));
}

TEST(UnitTest, ProgramFromElsewhereIsRefused) {
  EXPECT_FALSE(read_unit("[Service]\nExecStart=/bin/sh\n", "x.service", kLayout));
  EXPECT_FALSE(read_unit("[Service]\nType=notify\n", "x.service", kLayout));
}

TEST(UnitTest, WhatIsNotSupportedIsRefused) {
  EXPECT_NE(refusal("Type=forking\n"), "");
  EXPECT_NE(refusal("NotifyAccess=all\n"), "");
  EXPECT_NE(refusal("Restart=on-abnormal\n"), "");
  EXPECT_NE(refusal("Environment=A=%h\n"), "");
  EXPECT_NE(refusal("LoadCredential=k:/home/k\n"), "");
}

TEST(UnitTest, SocketNameHoldsForAllItsAddresses) {
  const auto unit = read_unit(
      "[Socket]\nFileDescriptorName=web\nListenStream=/run/a\nSocketMode=0660\nListenStream=1\n",
      "x.socket", kLayout);
  ASSERT_TRUE(unit);
  ASSERT_EQ(unit->listens.size(), 2U);
  for (const auto& listen : unit->listens) EXPECT_EQ(listen.name, "web");
  EXPECT_EQ(unit->listens[0].address, "/r/run/a");
  EXPECT_EQ(unit->listens[0].mode, 0660U);
}

TEST(UnitTest, TimeSpansAreSystemds) {
  EXPECT_EQ(*mini_init::parse_time_span("5"), 5s);
  EXPECT_EQ(*mini_init::parse_time_span("1min 30s"), 90s);
  EXPECT_EQ(*mini_init::parse_time_span("250ms"), 250ms);
  EXPECT_EQ(*mini_init::parse_time_span("infinity"), 0ms);
  for (const char* text : {"x", "5x", "-5s", "9999999999h"}) {
    EXPECT_FALSE(mini_init::parse_time_span(text)) << text;
  }
}

TEST(UnitTest, EveryUnitOfOursIsUnderstood) {
  int units = 0;
  for (const auto& entry : std::filesystem::directory_iterator{CUSTODY_UNITS_DIR}) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file{entry.path()};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto unit = read_unit(text, entry.path().filename().string(), kLayout);
    EXPECT_TRUE(unit) << unit.error().message;
    ++units;
  }
  EXPECT_GE(units, 8);
}

}  // namespace

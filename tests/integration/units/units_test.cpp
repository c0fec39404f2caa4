// Goal: every unit is well-formed for systemd and exposes as little as its program's work allows.
// Method: systemd's own offline checks, on the units as they are installed with only the programs'
// paths mapped to the build, because a missing program is a finding too.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "tests/support/run_program.h"
#include "tests/support/temporary_directory.h"

namespace {

namespace fs = std::filesystem;
using test_support::run_program;

const fs::path kUnits = CUSTODY_UNITS_DIR;

std::string text_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::vector<std::string> units(const std::string& suffix) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator{kUnits}) {
    if (entry.path().extension() == suffix) names.push_back(entry.path().filename());
  }
  std::ranges::sort(names);
  return names;
}

bool says(const std::string& unit, const std::string& line) {
  std::istringstream text{text_of(kUnits / unit)};
  for (std::string found; std::getline(text, found);) {
    if (found == line) return true;
  }
  return false;
}

test_support::Ended exposure_check(const fs::path& unit, int limit) {
  return run_program({"/usr/bin/systemd-analyze", "security", "--offline=true", "--no-pager",
                      "--threshold=" + std::to_string(limit), unit});
}

class UnitsTest : public testing::Test {
 protected:
  UnitsTest() {
    for (const char* suffix : {".service", ".socket", ".target"}) {
      for (const std::string& unit : units(suffix)) {
        auto text = replaced(text_of(kUnits / unit), "ExecStart=/usr/libexec/custody/",
                             "ExecStart=" CUSTODY_BIN_DIR "/");
        text = replaced(text, "ExecStart=/usr/bin/", "ExecStart=" CUSTODY_BIN_DIR "/");
        std::ofstream{mapped_ / unit} << text;
      }
    }
  }

  test_support::TemporaryDirectory mapped_;
};

TEST_F(UnitsTest, EveryUnitVerifies) {
  for (const auto& entry : fs::directory_iterator{mapped_.path()}) {
    const auto ended = run_program(
        {"/usr/bin/systemd-analyze", "verify", "--man=no", "--recursive-errors=one", entry.path()});
    EXPECT_EQ(ended.status, 0) << entry.path() << "\n" << ended.err;
    EXPECT_EQ(ended.err, "") << entry.path();
  }
}

TEST_F(UnitsTest, MissingProgramWouldBeFound) {
  const auto text = text_of(mapped_ / "custodyd.service");
  std::ofstream{mapped_ / "custodyd.service"} << replaced(text, "/custodyd\n", "/custodyd-gone\n");
  EXPECT_NE(run_program({"/usr/bin/systemd-analyze", "verify", "--man=no", "--recursive-errors=one",
                         mapped_ / "custodyd.service"})
                .status,
            0);
}

// In tenths of systemd's exposure level: what is left is what each program's work needs.
TEST_F(UnitsTest, ExposureStaysBelowTheLimitOfEachProgram) {
  const std::map<std::string, int> limits{
      {"custody-camera.service", 16},    // network, 443/322/554, the sensor's device
      {"custody-host.service", 14},      // root, with the network's settings and nothing else
      {"custody-keeper.service", 4},     // sees other users: it checks who asks
      {"custody-recorder.service", 12},  // network: its cameras
      {"custodyd.service", 14}};         // network, port 443
  for (const std::string& unit : units(".service")) {
    const auto limit = limits.find(unit);
    ASSERT_NE(limit, limits.end()) << unit << " needs a limit";
    const auto ended = exposure_check(kUnits / unit, limit->second);
    EXPECT_EQ(ended.status, 0) << ended.out << ended.err;
  }
}

TEST_F(UnitsTest, UnhardenedUnitWouldBeFound) {
  std::ofstream{mapped_ / "bare.service"} << "[Service]\nExecStart=/bin/true\nUser=custodyd\n";
  EXPECT_NE(exposure_check(mapped_ / "bare.service", 50).status, 0);
}

TEST_F(UnitsTest, EveryServiceIsWatchedRestartedAndCannotGainPrivileges) {
  for (const std::string& unit : units(".service")) {
    for (const char* line :
         {"Type=notify", "WatchdogSec=30s", "RestartPreventExitStatus=2 78", "UMask=0077",
          "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "LockPersonality=yes",
          "MemoryDenyWriteExecute=yes", "LimitCORE=0", "NoExecPaths=/"}) {
      EXPECT_TRUE(says(unit, line)) << unit << " lacks " << line;
    }
  }
}

TEST_F(UnitsTest, KeeperReachesNoNetwork) {
  for (const char* line : {"PrivateNetwork=yes", "IPAddressDeny=any", "SocketBindDeny=any",
                           "RestrictAddressFamilies=AF_UNIX", "CapabilityBoundingSet="}) {
    EXPECT_TRUE(says("custody-keeper.service", line)) << line;
  }
}

// From the store, and not from a path, so that a site with a passphrase starts without it.
TEST_F(UnitsTest, KeeperMayHaveACredentialToUnlockBy) {
  EXPECT_TRUE(says("custody-keeper.service", "LoadCredentialEncrypted=site-unlock"));
}

TEST_F(UnitsTest, RecorderCannotListenOnTcp) {
  for (const char* line : {"SocketBindDeny=ipv4:tcp", "SocketBindDeny=ipv6:tcp",
                           "CapabilityBoundingSet=", "AmbientCapabilities="}) {
    EXPECT_TRUE(says("custody-recorder.service", line)) << line;
  }
}

TEST_F(UnitsTest, OnlyListenersOfLowPortsAndTheHostHelperHaveACapability) {
  for (const std::string& unit : units(".service")) {
    const bool listens = unit == "custodyd.service" || unit == "custody-camera.service";
    EXPECT_EQ(says(unit, "AmbientCapabilities=CAP_NET_BIND_SERVICE"), listens) << unit;
    EXPECT_EQ(says(unit, "CapabilityBoundingSet=CAP_NET_BIND_SERVICE"), listens) << unit;
    const bool sets = unit == "custody-host.service";
    EXPECT_EQ(says(unit, "CapabilityBoundingSet=CAP_NET_ADMIN"), sets) << unit;
    EXPECT_EQ(says(unit, "CapabilityBoundingSet="), !listens && !sets) << unit;
  }
}

TEST_F(UnitsTest, EachProgramHasAUserOfItsOwnThatSysusersMakes) {
  const fs::path root = mapped_ / "root";
  fs::create_directories(root / "etc");
  const auto made = run_program({"/usr/bin/systemd-sysusers", "--root=" + root.string(),
                                 kUnits / "sysusers.d" / "custody.conf"});
  ASSERT_EQ(made.status, 0) << made.err;
  const std::string passwd = text_of(root / "etc" / "passwd");
  std::set<std::string> seen;
  for (const std::string& unit : units(".service")) {
    EXPECT_TRUE(says(unit, "Group=custody")) << unit;
    if (unit == "custody-host.service") continue;  // root, for lack of another way
    const std::string user = fs::path{unit}.stem();
    EXPECT_TRUE(says(unit, "User=" + user)) << unit;
    EXPECT_NE(passwd.find(user + ":"), std::string::npos) << user;
    EXPECT_TRUE(seen.insert(user).second);
  }
  EXPECT_NE(text_of(root / "etc" / "group").find("custody:"), std::string::npos);
}

TEST_F(UnitsTest, CommonFoldersAreMade) {
  const fs::path root = mapped_ / "root";
  fs::create_directories(root);
  const auto made = run_program({"/usr/bin/systemd-tmpfiles", "--create", "--root=" + root.string(),
                                 kUnits / "tmpfiles.d" / "custody.conf"});
  ASSERT_EQ(made.status, 0) << made.err;
  for (const char* folder : {"run/custody", "var/lib/custody", "etc/custody"}) {
    EXPECT_TRUE(fs::is_directory(root / folder)) << folder;
  }
}

}  // namespace

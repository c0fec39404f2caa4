// Goal: the command says in one line what is wrong with its options, and with good ones prints
// ready and serves until it is told to stop.
#include "nvr/fleet/camera_fleet_command.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "base/unique_fd.h"

namespace {

int run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"custody", "camera-fleet"});
  std::vector<const char*> argv;
  for (const auto& argument : arguments) argv.push_back(argument.c_str());
  base::CommandLine command_line{"custody", "test", "0"};
  nvr::CameraFleetCommand command{command_line};
  const auto status = command_line.parse(static_cast<int>(argv.size()), argv.data());
  return status ? *status : command.run();
}

TEST(CameraFleetCommandTest, BadUsageIsStatusTwo) {
  for (const std::vector<std::string>& more : {std::vector<std::string>{},
                                               {"--codec", "vp9"},
                                               {"--fps", "0"},
                                               {"--fps", "25x"},
                                               {"--user", "load"},
                                               {"--password-file", "/x"},
                                               {"--sign"},
                                               {"--gop-s", "99"}}) {
    std::vector<std::string> arguments{"--rtsp-port", "0"};
    if (!more.empty()) arguments.insert(arguments.end(), {"--count", "1"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    EXPECT_EQ(run(arguments), base::kExitUsage) << (more.empty() ? "no count" : more.back());
  }
}

TEST(CameraFleetCommandTest, MissingPasswordFileIsAFailure) {
  EXPECT_EQ(run({"--count", "1", "--rtsp-port", "0", "--user", "load", "--password-file",
                 "/nonexistent"}),
            base::kExitFailure);
}

TEST(CameraFleetCommandTest, PrintsReadyAndStopsWhenTold) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  base::UniqueFd out{ends[0]};
  base::UniqueFd in{ends[1]};
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::dup2(in.get(), STDOUT_FILENO);
    ::_exit(run({"--count", "1", "--rtsp-port", "0", "--bitrate-kbps", "300", "--fps", "5"}));
  }
  in = base::UniqueFd{};
  std::string said;
  std::array<char, 256> part{};
  while (said.find("ready\n") == std::string::npos) {
    const auto got = ::read(out.get(), part.data(), part.size());
    if (got <= 0) break;
    said.append(part.data(), static_cast<std::size_t>(got));
  }
  EXPECT_NE(said.find("ready\n"), std::string::npos);
  EXPECT_TRUE(said.starts_with("port "));
  ::kill(child, SIGTERM);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace

// `custody camera-fleet`: simulated cameras for load tests and demos, from one cheap process.
//
// Prints `ready` when it serves and goes on until SIGINT or SIGTERM.
#pragma once

#include <string>
#include <string_view>

#include "base/process/command_line.h"
#include "base/result.h"
#include "media/h26x/nal.h"

namespace nvr {

class CameraFleetCommand {
 public:
  static constexpr std::string_view kName = "camera-fleet";

  // Adds the command; outlives the parsing.
  explicit CameraFleetCommand(base::CommandLine& command_line);

  // When it was chosen: everything up to the exit status.
  int run();

 private:
  struct Settings {
    std::size_t count = 0;
    std::uint16_t port = 0;
    media::VideoCodec codec = media::VideoCodec::H264;
    int bitrate_kbps = 4000;
    int fps = 25;
    int gop_s = 2;
  };

  base::Result<Settings> settings() const;
  base::Result<void> serve(const Settings& settings);

  base::CommandLine& command_line_;
  std::string count_;
  std::string port_;
  std::string codec_ = "h264";
  std::string bitrate_kbps_ = "4000";
  std::string fps_ = "25";
  std::string gop_s_ = "2";
  std::string user_;
  std::string password_file_;
  bool sign_ = false;
  bool tls_ = false;
  bool sub_ = false;
};

}  // namespace nvr

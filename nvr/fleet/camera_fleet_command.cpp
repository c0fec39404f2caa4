#include "nvr/fleet/camera_fleet_command.h"

#include <poll.h>

#include <charconv>
#include <cstdio>
#include <utility>

#include "base/process/stop_signals.h"
#include "base/real_file_system.h"
#include "nvr/fleet/fleet_server.h"

namespace nvr {
namespace {

constexpr std::size_t kPasswordFileBytesMax = 1024;
constexpr std::chrono::seconds kFleetStopTime{5};

base::Error bad_option(std::string what) {
  return {base::ErrorKind::InvalidInput, std::move(what)};
}

base::Result<int> read_number(std::string_view option, std::string_view text, int min, int max) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < min || value > max) {
    return bad_option(std::string{option} + " must be a number from " + std::to_string(min) +
                      " to " + std::to_string(max));
  }
  return value;
}

// The first line, as editors write it.
base::Result<crypto::Secret> read_password(const std::string& path) {
  base::RealFileSystem files;
  ASSIGN_OR_RETURN(auto bytes, base::read_small_file(files, path, kPasswordFileBytesMax));
  const auto whole = crypto::Secret::take(std::move(bytes));
  const auto text = base::as_text(whole.reveal());
  const auto line = text.substr(0, text.find_first_of("\r\n"));
  if (line.empty()) return bad_option("the password file is empty");
  return crypto::Secret::copy_of(line);
}

}  // namespace

CameraFleetCommand::CameraFleetCommand(base::CommandLine& command_line)
    : command_line_{command_line} {
  auto& options = command_line.add_command(kName, "Simulate cameras at rtsp://127.0.0.1:P/cam<i>");
  using base::Presence;
  options.add_value("--count", "N", "How many", count_, Presence::Required);
  options.add_value("--rtsp-port", "P", "Where; 0 is any free port", port_, Presence::Required);
  options.add_value("--codec", "CODEC", "h264, or h265 where it can be encoded", codec_);
  options.add_value("--bitrate-kbps", "KBPS", "Of each main stream (4000)", bitrate_kbps_);
  options.add_value("--fps", "FPS", "Pictures a second (25)", fps_);
  options.add_value("--gop-s", "S", "Seconds from key frame to key frame (2)", gop_s_);
  options.add_flag("--sign", "Sign what is sent", sign_);
  options.add_value("--user", "NAME", "Ask for Digest authentication", user_);
  options.add_value("--password-file", "FILE", "Whose first line is the password", password_file_);
  options.add_flag("--tls", "Serve rtsps:// instead", tls_);
  options.add_flag("--sub", "Serve /cam<i>/sub as well", sub_);
}

base::Result<CameraFleetCommand::Settings> CameraFleetCommand::settings() const {
  Settings settings;
  ASSIGN_OR_RETURN(const int count, read_number("--count", count_, 1, 4096));
  ASSIGN_OR_RETURN(const int port, read_number("--rtsp-port", port_, 0, 65535));
  ASSIGN_OR_RETURN(settings.bitrate_kbps,
                   read_number("--bitrate-kbps", bitrate_kbps_, 100, 100'000));
  ASSIGN_OR_RETURN(settings.fps, read_number("--fps", fps_, 1, 60));
  ASSIGN_OR_RETURN(settings.gop_s, read_number("--gop-s", gop_s_, 1, 10));
  settings.count = static_cast<std::size_t>(count);
  settings.port = static_cast<std::uint16_t>(port);
  if (codec_ != "h264" && codec_ != "h265") return bad_option("--codec must be h264 or h265");
  if (codec_ == "h265") settings.codec = media::VideoCodec::H265;
  if (sign_) return bad_option("--sign: this version does not sign yet");
  if (user_.empty() != password_file_.empty()) {
    return bad_option("--user and --password-file go together");
  }
  return settings;
}

int CameraFleetCommand::run() {
  const auto chosen = settings();
  if (!chosen) return command_line_.usage_error(chosen.error().message);
  const auto served = serve(*chosen);
  return served ? base::kExitOk : command_line_.failure(served.error());
}

base::Result<void> CameraFleetCommand::serve(const Settings& settings) {
  FleetServer::Options options;
  options.count = settings.count;
  options.port = settings.port;
  options.codec = settings.codec;
  options.bitrate_kbps = settings.bitrate_kbps;
  options.fps = settings.fps;
  options.gop_s = settings.gop_s;
  options.sub = sub_;
  options.tls = tls_;
  options.user = user_;
  if (!password_file_.empty()) {
    ASSIGN_OR_RETURN(options.password, read_password(password_file_));
  }
  ASSIGN_OR_RETURN(const auto stop_signals, base::StopSignals::install());
  const base::RealClock clock;
  ASSIGN_OR_RETURN(const auto server, FleetServer::make(std::move(options), clock));
  RETURN_IF_ERROR(server->start());
  if (settings.port == 0) std::printf("port %u\n", unsigned{server->port()});
  std::printf("ready\n");
  std::fflush(stdout);
  pollfd stop{.fd = stop_signals.fd(), .events = POLLIN, .revents = 0};
  while (!stop_signals.requested()) (void)::poll(&stop, 1, -1);
  return server->stop(clock.steady() + kFleetStopTime);
}

}  // namespace nvr

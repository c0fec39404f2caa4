// The settings custodyd and the camera need in a root that is not a machine's: free ports, and
// files of its own.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace test_support {

// Writes etc/custody/control.toml below `root`, and a page to serve.
inline void write_web_settings(const std::filesystem::path& root,
                               const std::filesystem::path& description) {
  std::filesystem::create_directories(root / "etc/custody");
  std::filesystem::create_directories(root / "interface");
  std::ofstream{root / "interface/index.html"} << "<!doctype html><title>Custody</title>\n";
  std::ofstream{root / "passwords.txt"} << "letmein\npassword\n";
  std::ofstream{root / "etc/custody/control.toml"}
      << "[https]\nlisten = [\"127.0.0.1:0\", \"[::1]:0\"]\n"
      << "[files]\ninterface = \"" << (root / "interface").string() << "\"\ndescription = \""
      << description.string() << "\"\nblocklist = \"" << (root / "passwords.txt").string()
      << "\"\n[host]\nfilter = false\n";
}

// Writes etc/custody/camera.toml below `root`, and a page to serve.
inline void write_camera_settings(const std::filesystem::path& root,
                                  const std::filesystem::path& description,
                                  bool plain_rtsp = false) {
  std::filesystem::create_directories(root / "etc/custody");
  std::filesystem::create_directories(root / "camera-page");
  std::ofstream{root / "camera-page/index.html"} << "<!doctype html><title>Camera</title>\n";
  std::ofstream{root / "passwords.txt"} << "letmein\npassword\n";
  std::ofstream{root / "etc/custody/camera.toml"}
      << "[camera]\nname = \"Door\"\nseed = 3\n[factory]\ndirectory = \""
      << (root / "factory").string() << "\"\n[https]\nlisten = [\"127.0.0.1:0\"]\ninterface = \""
      << (root / "camera-page").string() << "\"\ndescription = \"" << description.string()
      << "\"\nblocklist = \"" << (root / "passwords.txt").string()
      << "\"\n[rtsps]\nlisten = [\"127.0.0.1:0\"]\n"
      << (plain_rtsp ? "[rtsp]\nlisten = [\"127.0.0.1:0\"]\n" : "") << "[host]\nfilter = false\n";
}

}  // namespace test_support

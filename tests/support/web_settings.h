// The settings custodyd needs in a root that is not a machine's: free ports, and files of its own.
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
  std::ofstream{root / "etc/custody/control.toml"}
      << "[https]\nlisten = [\"127.0.0.1:0\", \"[::1]:0\"]\n"
      << "[files]\ninterface = \"" << (root / "interface").string() << "\"\ndescription = \""
      << description.string() << "\"\n";
}

}  // namespace test_support

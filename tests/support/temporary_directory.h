// A directory of a test's own on the real disk, removed with all it holds.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace test_support {

class TemporaryDirectory {
 public:
  TemporaryDirectory() : path_{std::filesystem::temp_directory_path() / "custody-XXXXXX"} {
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error{"no temporary directory"};
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + '/' + name; }

 private:
  std::string path_;
};

}  // namespace test_support

// What surrounds a service while it runs: its folders, its credentials, its environment.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "tests/support/mini_init/layout.h"
#include "tests/support/mini_init/unit.h"

namespace mini_init {

// By name, a file that stands in for what the unit declares.
using CredentialFiles = std::map<std::string, std::filesystem::path>;

class Surroundings {
 public:
  // Makes folders and copies credentials, as readable to the owner only.
  static base::Result<Surroundings> make(const Unit& unit, const Layout& layout,
                                         const CredentialFiles& overrides);

  // Complete but for what belongs to one start: NOTIFY_SOCKET, LISTEN_*.
  const std::vector<std::string>& environment() const { return environment_; }

  // After the service ended: its run-time folders and credentials, as systemd does.
  void remove() const;

 private:
  base::Result<void> make_folders(const char* variable, const std::vector<std::string>& names,
                                  const std::filesystem::path& parent);
  base::Result<void> place_credentials(const Unit& unit, const CredentialFiles& overrides);

  std::vector<std::string> environment_;
  std::filesystem::path credentials_;
  std::vector<std::filesystem::path> runtime_;
};

}  // namespace mini_init

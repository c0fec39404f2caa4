#include "tests/support/mini_init/surroundings.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "base/unique_fd.h"

namespace mini_init {
namespace {

using base::Error;
using base::ErrorKind;
using base::Result;
namespace fs = std::filesystem;

// Nothing of ours; what the sanitizers of a checked build are told.
constexpr const char* kPassedOn[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
                                     "TSAN_OPTIONS"};

Result<void> make_folder(const fs::path& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) return Error{ErrorKind::Io, "cannot make " + folder.string()};
  return {};
}

Result<std::string> read_file(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return Error{ErrorKind::NotFound, "cannot read credential " + path.string()};
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

Result<void> write_private(const fs::path& path, const std::string& text) {
  const base::UniqueFd file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400)};
  if (!file || ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return Error{ErrorKind::Io, "cannot write " + path.string()};
  }
  return {};
}

}  // namespace

Result<Surroundings> Surroundings::make(const Unit& unit, const Layout& layout,
                                        const CredentialFiles& overrides) {
  Surroundings made;
  made.environment_ = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "LANG=C.UTF-8"};
  for (const char* name : kPassedOn) {
    if (const char* value = std::getenv(name)) {
      made.environment_.push_back(std::string{name} + "=" + value);
    }
  }
  for (const std::string& assignment : unit.environment) made.environment_.push_back(assignment);

  for (const auto& name : unit.runtime_directories) {
    made.runtime_.push_back(layout.runtime() / name);
  }
  RETURN_IF_ERROR(
      made.make_folders("RUNTIME_DIRECTORY", unit.runtime_directories, layout.runtime()));
  RETURN_IF_ERROR(made.make_folders("STATE_DIRECTORY", unit.state_directories, layout.state()));
  RETURN_IF_ERROR(made.make_folders("CONFIGURATION_DIRECTORY", unit.configuration_directories,
                                    layout.configuration()));
  made.credentials_ = layout.root / "credentials" / unit.name;
  RETURN_IF_ERROR(made.place_credentials(unit, overrides));
  std::erase_if(made.environment_, [&](const std::string& assignment) {
    return unit.unset_environment.contains(assignment.substr(0, assignment.find('=')));
  });
  return made;
}

Result<void> Surroundings::make_folders(const char* variable, const std::vector<std::string>& names,
                                        const fs::path& parent) {
  std::string joined;
  for (const std::string& name : names) {
    const fs::path folder = parent / name;
    RETURN_IF_ERROR(make_folder(folder));
    ::chmod(folder.c_str(), 0750);
    joined += (joined.empty() ? "" : ":") + folder.string();
  }
  if (!joined.empty()) environment_.push_back(std::string{variable} + "=" + joined);
  return {};
}

Result<void> Surroundings::place_credentials(const Unit& unit, const CredentialFiles& overrides) {
  std::error_code ignored;
  fs::remove_all(credentials_, ignored);
  if (unit.credentials.empty()) return {};
  RETURN_IF_ERROR(make_folder(credentials_));
  ::chmod(credentials_.c_str(), 0700);
  for (const DeclaredCredential& declared : unit.credentials) {
    std::string text = declared.source;
    const auto replaced = overrides.find(declared.name);
    if (replaced == overrides.end() && declared.source.empty()) continue;
    if (replaced != overrides.end() || !declared.literal) {
      ASSIGN_OR_RETURN(text,
                       read_file(replaced != overrides.end() ? replaced->second : fs::path{text}));
    }
    RETURN_IF_ERROR(write_private(credentials_ / declared.name, text));
  }
  environment_.push_back("CREDENTIALS_DIRECTORY=" + credentials_.string());
  return {};
}

void Surroundings::remove() const {
  std::error_code ignored;
  fs::remove_all(credentials_, ignored);
  for (const fs::path& folder : runtime_) fs::remove_all(folder, ignored);
}

}  // namespace mini_init

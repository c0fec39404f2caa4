#include "tests/integration/recorder/loot.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "base/unique_fd.h"

namespace recorder_test {
namespace {

namespace fs = std::filesystem;

// No machine has that much: what is larger is address space that a sanitizer keeps its books in.
constexpr std::uint64_t kMappingBytesMax = std::uint64_t{16} << 30;
constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

struct Mapping {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::string line{};
};

std::vector<Mapping> writable_mappings(pid_t process) {
  std::ifstream maps{"/proc/" + std::to_string(process) + "/maps"};
  std::vector<Mapping> mappings;
  for (std::string line; std::getline(maps, line);) {
    std::istringstream words{line};
    Mapping mapping{.line = line};
    char dash = 0;
    std::string rights;
    words >> std::hex >> mapping.from >> dash >> mapping.to >> rights;
    const bool own = rights == "rw-p";  // shared memory is read by its descriptor
    if (own && mapping.to - mapping.from <= kMappingBytesMax) mappings.push_back(mapping);
  }
  return mappings;
}

// Pages that cannot be read (a guard, a file that was cut) are passed over.
base::Bytes read_mapping(int memory, const Mapping& mapping) {
  base::Bytes bytes;
  base::Bytes piece(kPieceBytes);
  for (std::uint64_t at = mapping.from; at < mapping.to; at += piece.size()) {
    const auto want =
        static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), mapping.to - at));
    const ssize_t got = ::pread(memory, piece.data(), want, static_cast<off_t>(at));
    if (got > 0) base::append(bytes, base::ByteView{piece}.first(static_cast<std::size_t>(got)));
  }
  return bytes;
}

class StandsStill {
 public:
  explicit StandsStill(pid_t process) : process_{process} { ::kill(process_, SIGSTOP); }
  StandsStill(const StandsStill&) = delete;
  StandsStill& operator=(const StandsStill&) = delete;
  ~StandsStill() { ::kill(process_, SIGCONT); }

 private:
  pid_t process_;
};

base::Bytes bytes_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

std::vector<Loot> memory_of(pid_t process) {
  const std::string path = "/proc/" + std::to_string(process) + "/mem";
  const base::UniqueFd memory{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!memory) throw std::runtime_error{path + " cannot be opened"};
  const StandsStill meanwhile{process};
  std::vector<Loot> all;
  for (const Mapping& mapping : writable_mappings(process)) {
    all.push_back({mapping.line, read_mapping(memory.get(), mapping)});
  }
  return all;
}

std::vector<Loot> open_memfds_of(pid_t process) {
  std::vector<Loot> all;
  for (const auto& entry : fs::directory_iterator{"/proc/" + std::to_string(process) + "/fd"}) {
    std::error_code gone;
    const std::string target = fs::read_symlink(entry.path(), gone).string();
    if (target.starts_with("/memfd:")) all.push_back({target, bytes_of(entry.path())});
  }
  return all;
}

Loot file_at(const fs::path& path) {
  return {path.string(), bytes_of(path)};
}

std::vector<Loot> files_below(const fs::path& folder) {
  std::vector<Loot> all;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    if (entry.is_regular_file()) all.push_back(file_at(entry.path()));
  }
  return all;
}

}  // namespace recorder_test

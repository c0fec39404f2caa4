// What somebody holds who has taken over the recorder: the memory of its process, the shared
// memory it has open, its files. A copy; reading a process needs root.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace recorder_test {

struct Loot {
  std::string where;
  base::Bytes bytes;
};

// Everything the process alone can write to, where a secret may lie or may have been left: data,
// heap, stacks, anonymous memory. The process stands still meanwhile.
std::vector<Loot> memory_of(pid_t process);
std::vector<Loot> open_memfds_of(pid_t process);
Loot file_at(const std::filesystem::path& path);
std::vector<Loot> files_below(const std::filesystem::path& folder);

}  // namespace recorder_test

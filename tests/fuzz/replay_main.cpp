// Runs a fuzz target once over every file of its corpus: fuzz_replay TARGET FOLDER. An empty folder
// is a failure, because an unexecuted corpus proves nothing.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/fuzz/fuzz_target.h"

int main(int argc, char** argv) {
  const auto target = argc == 3 ? fuzz::targets().find(argv[1]) : fuzz::targets().end();
  if (target == fuzz::targets().end()) {
    std::fprintf(stderr, "fuzz_replay: needs a target's name and its corpus\n");
    return 2;
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator{argv[2]}) {
    std::ifstream file{entry.path(), std::ios::binary};
    // No larger than what it holds: reading past its end is seen.
    base::Bytes bytes(entry.file_size());
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    target->second(bytes);
    ++files;
  }
  std::printf("replayed %zu files\n", files);
  return files > 0 ? 0 : 1;
}

// Runs a program to its end and keeps what it printed: for tests of command lines.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cstdio>
#include <string>
#include <vector>

namespace test_support {

struct Ended {
  int status;  // exit status; 128 and the signal when killed
  std::string out;
  std::string err;
};

inline std::string contents_of(std::FILE* file) {
  std::string text;
  const int rewound = std::fseek(file, 0, SEEK_SET);
  assert(rewound == 0);
  std::array<char, 4096> part{};
  for (std::size_t got = 0; (got = std::fread(part.data(), 1, part.size(), file)) > 0;) {
    text.append(part.data(), got);
  }
  std::fclose(file);
  return text;
}

inline Ended run_program(std::vector<std::string> command) {
  std::FILE* out = std::tmpfile();
  std::FILE* err = std::tmpfile();
  assert(out != nullptr && err != nullptr);
  std::vector<char*> argv;
  for (std::string& word : command) argv.push_back(word.data());
  argv.push_back(nullptr);

  const pid_t child = ::fork();
  assert(child >= 0);
  if (child == 0) {
    ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
    ::dup2(::fileno(out), STDOUT_FILENO);
    ::dup2(::fileno(err), STDERR_FILENO);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return {.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          .out = contents_of(out),
          .err = contents_of(err)};
}

}  // namespace test_support

// `custody status`: asks each program of this machine on its control socket, and says plainly which
// does not answer.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/json.h"

namespace nvr {

class StatusCommand {
 public:
  struct Options {
    std::filesystem::path runtime_directory = "/run/custody";
    bool json = false;
    std::chrono::milliseconds time_max = std::chrono::seconds{2};  // for each program
  };

  explicit StatusCommand(Options options) : options_{std::move(options)} {}

  // Prints, and returns the exit status: 0 when there is a program and each one that is there
  // answers ready, else 1.
  int run() const;

 private:
  enum class Presence { Answers, Silent, Absent };  // absent: it has no socket here

  struct Answer {
    std::string_view program;
    Presence presence;
    base::Json status;   // when it answers
    std::string reason;  // when it does not
  };

  Answer ask(std::string_view program, std::string_view area) const;
  static void print_table(const std::vector<Answer>& answers);
  static void print_json(const std::vector<Answer>& answers);

  Options options_;
};

}  // namespace nvr

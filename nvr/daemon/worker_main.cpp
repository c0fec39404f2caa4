// custody-worker: one job, then the end. Started by custodyd with the kind of job as its argument;
// bytes come in by standard input and the result goes out by standard output.
#include <cstdio>
#include <string>
#include <vector>

#include "base/config/config.h"
#include "base/process/command_line.h"
#include "base/process/hardening.h"

namespace {

base::Result<void> read_configuration(const base::CommandLine& command_line) {
  if (!command_line.config_path()) return {};
  ASSIGN_OR_RETURN(base::Config config, base::load_config(*command_line.config_path()));
  return config.finish();  // no job has a setting
}

}  // namespace

int main(int argc, char** argv) {
  base::CommandLine command_line{"custody-worker", "Does one job on bytes from a pipe",
                                 CUSTODY_VERSION};
  std::vector<std::string> job;
  command_line.options().add_words("JOB", "The kind of job", job, 1, 1);
  if (const auto status = command_line.parse(argc, argv)) return *status;
  if (const auto hardened = base::harden_process(); !hardened) {
    return command_line.failure(hardened.error());
  }
  if (const auto read = read_configuration(command_line); !read) {
    return command_line.misconfigured(read.error());
  }
  return command_line.usage_error("unknown job '" + job.front() + "'");
}

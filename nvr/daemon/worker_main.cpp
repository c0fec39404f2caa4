// custody-worker: one job, then the end. Started by custodyd with the kind of job as its argument;
// bytes come in by standard input and the result goes out by standard output. From the moment it
// looks at the bytes it can do nothing else. Other side: nvr/worker/worker_runner.h.
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string>
#include <vector>

#include "base/config/config.h"
#include "base/process/command_line.h"
#include "base/process/hardening.h"
#include "base/system_error.h"
#include "nvr/worker/jail.h"
#include "nvr/worker/job_format.h"
#include "nvr/worker/thumbnail.h"

namespace {

base::Result<void> read_configuration(const base::CommandLine& command_line) {
  if (!command_line.config_path()) return {};
  ASSIGN_OR_RETURN(base::Config config, base::load_config(*command_line.config_path()));
  return config.finish();  // no job has a setting
}

base::Result<base::Bytes> read_input() {
  base::Bytes input;
  std::array<std::uint8_t, 65536> block{};
  while (true) {
    const ssize_t got = ::read(STDIN_FILENO, block.data(), block.size());
    if (got == 0) return input;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::system_error(errno, "standard input");
    base::append(input, base::ByteView{block}.first(static_cast<std::size_t>(got)));
    if (input.size() > nvr::kJobBytesMax) {
      return base::Error{base::ErrorKind::InvalidInput, "job is too large"};
    }
  }
}

base::Result<void> write_output(base::ByteView output) {
  while (!output.empty()) {
    const ssize_t put = ::write(STDOUT_FILENO, output.data(), output.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return base::system_error(errno, "standard output");
    output = output.subspan(static_cast<std::size_t>(put));
  }
  return {};
}

base::Result<void> do_thumbnail(nvr::Thumbnailer& thumbnailer) {
  ASSIGN_OR_RETURN(const base::Bytes input, read_input());
  ASSIGN_OR_RETURN(const nvr::ThumbnailJob job, nvr::parse_thumbnail_job(input));
  ASSIGN_OR_RETURN(const base::Bytes jpeg, thumbnailer.make(job));
  return write_output(jpeg);
}

int exit_status(const base::Result<void>& done) {
  if (done) return base::kExitOk;
  return done.error().kind == base::ErrorKind::InvalidInput ? nvr::kExitBadInput
                                                            : base::kExitFailure;
}

}  // namespace

int main(int argc, char** argv) {
  base::CommandLine command_line{"custody-worker", "Does one job on bytes from a pipe",
                                 CUSTODY_VERSION};
  std::vector<std::string> job;
  command_line.options().add_words("JOB", "The kind of job: thumbnail", job, 1, 1);
  if (const auto status = command_line.parse(argc, argv)) return *status;
  if (const auto hardened = base::harden_process(); !hardened) {
    return command_line.failure(hardened.error());
  }
  if (const auto read = read_configuration(command_line); !read) {
    return command_line.misconfigured(read.error());
  }
  if (job.front() != "thumbnail") {
    return command_line.usage_error("unknown job '" + job.front() + "'");
  }
  auto thumbnailer = nvr::Thumbnailer::open();
  if (!thumbnailer) return command_line.failure(thumbnailer.error());
  if (const auto jailed = nvr::enter_jail(); !jailed) return command_line.failure(jailed.error());
  // Not by return: what libraries do at exit is more than the jail allows.
  ::_exit(exit_status(do_thumbnail(*thumbnailer)));
}

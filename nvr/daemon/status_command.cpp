#include "nvr/daemon/status_command.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "base/clock.h"
#include "base/ipc/client.h"
#include "base/random_id.h"

namespace nvr {
namespace {

struct Program {
  std::string_view name;
  std::string_view area;  // its folder below the run-time directory
};

constexpr std::array kPrograms{Program{"custody-keeper", "keeper"},
                               Program{"custody-recorder", "recorder"},
                               Program{"custodyd", "control"}, Program{"custody-host", "host"},
                               Program{"custody-camera", "camera"}};

// What another program said, in a table: no control characters, no long lines.
std::string shown(const base::Json& status, std::string_view name) {
  auto text = status.get_string(name);
  if (!text) return "?";
  std::ranges::replace_if(
      *text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return text->substr(0, 32);
}

}  // namespace

int StatusCommand::run() const {
  std::vector<Answer> answers;
  for (const Program& program : kPrograms) answers.push_back(ask(program.name, program.area));
  options_.json ? print_json(answers) : print_table(answers);

  const auto is = [](Presence presence) {
    return [presence](const Answer& answer) { return answer.presence == presence; };
  };
  const bool all_ready = std::ranges::all_of(answers, [](const Answer& answer) {
    return answer.presence != Presence::Answers || shown(answer.status, "state") == "ready";
  });
  const bool good = std::ranges::any_of(answers, is(Presence::Answers)) &&
                    std::ranges::none_of(answers, is(Presence::Silent)) && all_ready;
  return good ? 0 : 1;
}

StatusCommand::Answer StatusCommand::ask(std::string_view program, std::string_view area) const {
  const auto path = options_.runtime_directory / area / "control.sock";
  Answer answer{.program = program, .presence = Presence::Absent, .status = {}, .reason = {}};
  std::error_code unreadable;
  if (!std::filesystem::exists(path, unreadable)) {
    answer.presence = unreadable ? Presence::Silent : Presence::Absent;
    answer.reason = unreadable ? "its folder may not be read" : "not here";
    return answer;
  }
  const base::RealClock clock;
  base::KernelIdSource random;
  base::ipc::Client::Options options;
  options.path = path.string();
  base::ipc::Client client{std::move(options), clock, random};
  auto reply = client.call("status", {}, options_.time_max);
  answer.presence = reply ? Presence::Answers : Presence::Silent;
  if (reply) {
    answer.status = std::move(reply->arguments);
  } else {
    answer.reason = reply.error().message;
  }
  return answer;
}

void StatusCommand::print_table(const std::vector<Answer>& answers) {
  std::printf("%-18s %-12s %-10s %s\n", "PROGRAM", "STATE", "VERSION", "UP");
  for (const Answer& answer : answers) {
    const std::string name{answer.program};
    if (answer.presence != Presence::Answers) {
      const char* state = answer.presence == Presence::Absent ? "absent" : "silent";
      std::printf("%-18s %-12s %s\n", name.c_str(), state, answer.reason.c_str());
      continue;
    }
    const auto uptime = answer.status.get_int("uptime_s");
    std::printf("%-18s %-12s %-10s %llds\n", name.c_str(), shown(answer.status, "state").c_str(),
                shown(answer.status, "version").c_str(),
                static_cast<long long>(uptime ? *uptime : 0));
  }
}

void StatusCommand::print_json(const std::vector<Answer>& answers) {
  base::Json::Array programs;
  for (const Answer& answer : answers) {
    base::Json program;
    program["program"] = answer.program;
    program["answers"] = answer.presence == Presence::Answers;
    program["present"] = answer.presence != Presence::Absent;
    if (answer.presence == Presence::Answers) {
      program["status"] = answer.status;
    } else {
      program["reason"] = answer.reason;
    }
    programs.push_back(std::move(program));
  }
  base::Json all;
  all["programs"] = std::move(programs);
  std::printf("%s\n", all.dump().c_str());
}

}  // namespace nvr

#include "base/process/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cassert>
#include <cstdio>
#include <utility>

namespace base {
namespace {

// Standard output that cannot be written (a closed pipe, a full disk) is a failure, not silence.
int print(const std::string& text) {
  const bool written = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
  return written ? kExitOk : kExitFailure;
}

void complain(std::string_view program, std::string_view lines) {
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    const std::string line = std::string{program} + ": " + std::string{lines.substr(0, end)} + "\n";
    std::fputs(line.c_str(), stderr);
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
}

}  // namespace

struct CommandLine::Parser {
  class CliOptions : public Options {
   public:
    explicit CliOptions(CLI::App& app) : app_{app} {}

    void add_flag(std::string_view name, std::string_view help, bool& target) override {
      app_.add_flag(std::string{name}, target, std::string{help});
    }
    void add_value(std::string_view name, std::string_view placeholder, std::string_view help,
                   std::string& target, Presence presence) override {
      app_.add_option(std::string{name}, target, std::string{help})
          ->option_text(std::string{placeholder})
          ->required(presence == Presence::Required);
    }
    void add_values(std::string_view name, std::string_view placeholder, std::string_view help,
                    std::vector<std::string>& target) override {
      app_.add_option(std::string{name}, target, std::string{help})
          ->option_text(std::string{placeholder} + " ...")
          ->expected(1)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
    void add_words(std::string_view placeholder, std::string_view help,
                   std::vector<std::string>& target, std::size_t count_min,
                   std::size_t count_max) override {
      app_.add_option(std::string{placeholder}, target, std::string{help})
          ->option_text(count_min == 0 ? "(optional)" : " ")
          ->required(count_min > 0)
          ->expected(static_cast<int>(count_min), static_cast<int>(count_max));
    }

   private:
    CLI::App& app_;
  };

  Parser(std::string_view program, std::string_view summary, std::string_view version_text)
      : app{std::string{summary}, std::string{program}}, version{version_text} {}

  CLI::App app;
  std::string version;
  std::string config_text;
  std::optional<std::filesystem::path> config;
  CliOptions options{app};
  std::vector<std::unique_ptr<CliOptions>> command_options;
};

CommandLine::CommandLine(std::string_view program, std::string_view summary,
                         std::string_view version)
    : parser_{std::make_unique<Parser>(program, summary, version)} {
  CLI::App& app = parser_->app;
  app.set_help_flag("--help", "Print this help and exit");
  app.set_version_flag("--version", std::string{program} + " " + parser_->version,
                       "Print the version and exit");
  app.add_option("--config", parser_->config_text, "Read this configuration file")
      ->option_text("FILE");
  app.allow_windows_style_options(false);
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");
  app.get_formatter()->label("Subcommands", "Commands");
}

CommandLine::~CommandLine() = default;

Options& CommandLine::options() {
  return parser_->options;
}

Options& CommandLine::add_command(std::string_view name, std::string_view summary) {
  parser_->app.require_subcommand(1);
  parser_->app.fallthrough();  // --config may also follow the command
  CLI::App* command = parser_->app.add_subcommand(std::string{name}, std::string{summary});
  command->set_help_flag("--help", "Print this help and exit");
  parser_->command_options.push_back(std::make_unique<Parser::CliOptions>(*command));
  return *parser_->command_options.back();
}

std::optional<int> CommandLine::parse(int argc, const char* const* argv) {
  try {
    parser_->app.parse(argc, argv);
    if (parser_->app.count("--config") > 0) parser_->config = parser_->config_text;
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    return print(parser_->app.help());  // of the command, when one was named
  } catch (const CLI::CallForVersion& version) {
    return print(std::string{version.what()} + "\n");
  } catch (const CLI::ArgumentMismatch& mismatch) {
    // Its own words tell the option's type in a language of its own.
    const std::string text = mismatch.what();
    return usage_error(text.substr(0, text.find(':')) + " has a wrong number of values");
  } catch (const CLI::RequiredError& error) {
    if (parser_->command_options.empty() || !parser_->app.get_subcommands().empty()) {
      return usage_error(error.what());
    }
    const auto words = parser_->app.remaining();
    return usage_error(words.empty() ? "a command is required"
                                     : "unknown command '" + words.front() + "'");
  } catch (const CLI::Error& error) {
    return usage_error(error.what());
  }
}

const std::optional<std::filesystem::path>& CommandLine::config_path() const {
  return parser_->config;
}

std::string_view CommandLine::command() const {
  for (const CLI::App* command : parser_->app.get_subcommands()) return command->get_name();
  return {};
}

std::string_view CommandLine::program() const {
  return parser_->app.get_name();
}

std::string_view CommandLine::version() const {
  return parser_->version;
}

int CommandLine::usage_error(std::string_view what) const {
  std::string line = std::string{program()} + ": " + std::string{what};
  // One line, whatever the arguments hold.
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  line += "; see --help\n";
  std::fputs(line.c_str(), stderr);
  return kExitUsage;
}

int CommandLine::misconfigured(const Error& mistakes) const {
  complain(program(), mistakes.message);
  return kExitConfig;
}

int CommandLine::failure(const Error& reason) const {
  complain(program(), reason.message);
  return kExitFailure;
}

}  // namespace base

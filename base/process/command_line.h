// The command line of every program: --help, --version, --config FILE, and what it adds itself.
//
// Bad usage is one clear line on standard error and exit status 2, everywhere. The third-party
// parser stays in command_line.cpp. Not thread-safe; used once, at the start of main().
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitConfig = 78;  // sysexits' EX_CONFIG: restarting cannot help

enum class Presence { Optional, Required };

// The options of a program or of one of its commands. Targets outlive the command line.
class Options {
 public:
  virtual ~Options() = default;
  // "--json"
  virtual void add_flag(std::string_view name, std::string_view help, bool& target) = 0;
  // "--state", "DIR"
  virtual void add_value(std::string_view name, std::string_view placeholder, std::string_view help,
                         std::string& target, Presence presence = Presence::Optional) = 0;
  // The same, given as often as wanted.
  virtual void add_values(std::string_view name, std::string_view placeholder,
                          std::string_view help, std::vector<std::string>& target) = 0;
  // Words without a name in front: "FILE".
  virtual void add_words(std::string_view placeholder, std::string_view help,
                         std::vector<std::string>& target, std::size_t count_min,
                         std::size_t count_max) = 0;
};

class CommandLine {
 public:
  CommandLine(std::string_view program, std::string_view summary, std::string_view version);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  Options& options();  // of the program itself

  // Adds a command; from then on the program needs one ("custody status").
  Options& add_command(std::string_view name, std::string_view summary);

  // Reads the arguments. A value is the exit status the program must end with now: --help and
  // --version have printed, or a mistake was told.
  std::optional<int> parse(int argc, const char* const* argv);

  const std::optional<std::filesystem::path>& config_path() const;  // --config
  std::string_view command() const;                                 // empty when there is none
  std::string_view program() const;
  std::string_view version() const;

  // For a rule between options: tells it as parse() would and returns the exit status.
  int usage_error(std::string_view what) const;

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace base

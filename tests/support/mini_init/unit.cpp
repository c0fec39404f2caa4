#include "tests/support/mini_init/unit.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <sstream>
#include <utility>

#include "tests/support/mini_init/unit_file.h"

namespace mini_init {
namespace {

using base::Error;
using base::ErrorKind;
using base::Result;
using std::chrono::milliseconds;

// They take privileges away or describe; a program that works with them works without.
constexpr std::array<std::string_view, 62> kNotApplied{"AmbientCapabilities",
                                                       "CapabilityBoundingSet",
                                                       "DevicePolicy",
                                                       "DeviceAllow",
                                                       "ExecPaths",
                                                       "Group",
                                                       "IPAddressAllow",
                                                       "IPAddressDeny",
                                                       "IPAccounting",
                                                       "InaccessiblePaths",
                                                       "KeyringMode",
                                                       "LimitCORE",
                                                       "LimitMEMLOCK",
                                                       "LimitNOFILE",
                                                       "LimitNPROC",
                                                       "LockPersonality",
                                                       "MemoryDenyWriteExecute",
                                                       "MemoryMax",
                                                       "NoExecPaths",
                                                       "NoNewPrivileges",
                                                       "OOMPolicy",
                                                       "OOMScoreAdjust",
                                                       "Nice",
                                                       "PrivateDevices",
                                                       "PrivateIPC",
                                                       "PrivateMounts",
                                                       "PrivateNetwork",
                                                       "PrivateTmp",
                                                       "PrivateUsers",
                                                       "ProcSubset",
                                                       "ProtectClock",
                                                       "ProtectControlGroups",
                                                       "ProtectHome",
                                                       "ProtectHostname",
                                                       "ProtectKernelLogs",
                                                       "ProtectKernelModules",
                                                       "ProtectKernelTunables",
                                                       "ProtectProc",
                                                       "ProtectSystem",
                                                       "ReadOnlyPaths",
                                                       "ReadWritePaths",
                                                       "RemoveIPC",
                                                       "RestrictAddressFamilies",
                                                       "RestrictFileSystems",
                                                       "RestrictNamespaces",
                                                       "RestrictRealtime",
                                                       "RestrictSUIDSGID",
                                                       "RuntimeDirectoryMode",
                                                       "RuntimeDirectoryPreserve",
                                                       "SecureBits",
                                                       "SocketBindAllow",
                                                       "SocketBindDeny",
                                                       "SocketGroup",
                                                       "SocketUser",
                                                       "StateDirectoryMode",
                                                       "ConfigurationDirectoryMode",
                                                       "SupplementaryGroups",
                                                       "SystemCallArchitectures",
                                                       "SystemCallErrorNumber",
                                                       "SystemCallFilter",
                                                       "TasksMax",
                                                       "UMask"};

constexpr std::array<std::string_view, 10> kSaysNothingHere{
    "Description", "Documentation", "User",   "WantedBy",      "RequiredBy",
    "Before",      "Conflicts",     "PartOf", "DirectoryMode", "DefaultDependencies"};

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream{text};
  std::vector<std::string> found;
  for (std::string word; stream >> word;) {
    if (word.size() >= 2 && word.front() == '"' && word.back() == '"') {
      word = word.substr(1, word.size() - 2);
    }
    found.push_back(word);
  }
  return found;
}

// A list directive adds; an empty value starts the list anew.
Result<void> add_words(std::vector<std::string>& list, const std::string& value) {
  if (value.empty()) list.clear();
  for (auto& word : words(value)) list.push_back(std::move(word));
  return {};
}

Result<int> parse_count(std::string_view text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size() || value < 0) {
    return Error{ErrorKind::InvalidInput, "needs a number"};
  }
  return value;
}

class UnitReader {
 public:
  UnitReader(Unit& unit, const Layout& layout) : unit_{unit}, layout_{layout} {}

  Result<void> read(const Directive& directive) {
    ASSIGN_OR_RETURN(const std::string value, layout_.expand(directive.value, unit_.name));
    const auto found = handlers().find(directive.section + "." + directive.name);
    if (found != handlers().end()) return found->second(*this, value);
    if (std::ranges::find(kSaysNothingHere, directive.name) != kSaysNothingHere.end()) {
      if (directive.name == "User") unit_.not_applied.push_back("User=" + value);
      return {};
    }
    if (std::ranges::find(kNotApplied, directive.name) == kNotApplied.end()) {
      return Error{ErrorKind::InvalidInput, "unknown directive " + directive.name};
    }
    unit_.not_applied.push_back(directive.name + "=" + value);
    return {};
  }

 private:
  using Handler = std::function<Result<void>(UnitReader&, const std::string&)>;

  static Handler list(std::vector<std::string> Unit::* target) {
    return [target](UnitReader& self, const std::string& value) {
      return add_words(self.unit_.*target, value);
    };
  }
  static Handler time(milliseconds Unit::* target) {
    return [target](UnitReader& self, const std::string& value) -> Result<void> {
      ASSIGN_OR_RETURN(self.unit_.*target, parse_time_span(value));
      return {};
    };
  }
  static Handler method(Result<void> (UnitReader::*read)(const std::string&)) {
    return [read](UnitReader& self, const std::string& value) { return (self.*read)(value); };
  }

  static const std::map<std::string, Handler>& handlers() {
    static const std::map<std::string, Handler> all{
        {"Unit.After", list(&Unit::after)},
        {"Unit.Requires", list(&Unit::requires_units)},
        {"Unit.Wants", list(&Unit::wants)},
        {"Unit.StartLimitIntervalSec", time(&Unit::start_limit_interval)},
        {"Unit.StartLimitBurst", method(&UnitReader::start_limit_burst)},
        {"Service.Type", method(&UnitReader::type)},
        {"Service.NotifyAccess", method(&UnitReader::notify_access)},
        {"Service.ExecStart", method(&UnitReader::exec_start)},
        {"Service.Environment", list(&Unit::environment)},
        {"Service.UnsetEnvironment", method(&UnitReader::unset_environment)},
        {"Service.WatchdogSec", time(&Unit::watchdog)},
        {"Service.TimeoutStartSec", time(&Unit::start_time_max)},
        {"Service.TimeoutStopSec", time(&Unit::stop_time_max)},
        {"Service.Restart", method(&UnitReader::restart)},
        {"Service.RestartSec", time(&Unit::restart_delay)},
        {"Service.RestartPreventExitStatus", method(&UnitReader::restart_prevented)},
        {"Service.LoadCredential", method(&UnitReader::load_credential)},
        {"Service.LoadCredentialEncrypted", method(&UnitReader::load_credential)},
        {"Service.SetCredential", method(&UnitReader::set_credential)},
        {"Service.RuntimeDirectory", list(&Unit::runtime_directories)},
        {"Service.StateDirectory", list(&Unit::state_directories)},
        {"Service.ConfigurationDirectory", list(&Unit::configuration_directories)},
        {"Service.Sockets", list(&Unit::socket_units)},
        {"Socket.ListenStream", method(&UnitReader::listen_stream)},
        {"Socket.FileDescriptorName", method(&UnitReader::descriptor_name)},
        {"Socket.SocketMode", method(&UnitReader::socket_mode)},
        {"Socket.RemoveOnStop", method(&UnitReader::remove_on_stop)},
        {"Socket.Service", method(&UnitReader::activates)},
    };
    return all;
  }

  Result<void> start_limit_burst(const std::string& value) {
    ASSIGN_OR_RETURN(unit_.start_limit_burst, parse_count(value));
    return {};
  }
  Result<void> type(const std::string& value) {
    if (value == "notify") {
      unit_.readiness = Readiness::Notify;
    } else if (value == "exec" || value == "simple") {
      unit_.readiness = Readiness::AtExec;
    } else {
      return Error{ErrorKind::InvalidInput, "unknown Type=" + value};
    }
    return {};
  }
  Result<void> notify_access(const std::string& value) {
    if (value == "main") return {};
    return Error{ErrorKind::InvalidInput, "only the main process may notify"};
  }
  Result<void> exec_start(const std::string& value) {
    unit_.command = words(value);
    if (unit_.command.empty()) return Error{ErrorKind::InvalidInput, "ExecStart is empty"};
    ASSIGN_OR_RETURN(const auto program, layout_.map_program(unit_.command.front()));
    unit_.command.front() = program.string();
    return {};
  }
  Result<void> unset_environment(const std::string& value) {
    for (auto& word : words(value)) unit_.unset_environment.insert(std::move(word));
    return {};
  }
  Result<void> restart(const std::string& value) {
    static const std::map<std::string, Restart> kKinds{
        {"no", Restart::No}, {"on-failure", Restart::OnFailure}, {"always", Restart::Always}};
    const auto found = kKinds.find(value);
    if (found == kKinds.end()) return Error{ErrorKind::InvalidInput, "unknown Restart=" + value};
    unit_.restart = found->second;
    return {};
  }
  Result<void> restart_prevented(const std::string& value) {
    for (const auto& word : words(value)) {
      ASSIGN_OR_RETURN(const int status, parse_count(word));
      unit_.restart_prevented_by.insert(status);
    }
    return {};
  }
  Result<void> load_credential(const std::string& value) {
    const auto colon = value.find(':');
    if (colon == std::string::npos) {
      if (value.empty()) return Error{ErrorKind::InvalidInput, "needs NAME or NAME:PATH"};
      unit_.credentials.push_back({value, {}, false});
      return {};
    }
    ASSIGN_OR_RETURN(const auto path, layout_.map_path(value.substr(colon + 1)));
    unit_.credentials.push_back({value.substr(0, colon), path.string(), false});
    return {};
  }
  Result<void> set_credential(const std::string& value) {
    const auto colon = value.find(':');
    if (colon == std::string::npos) return Error{ErrorKind::InvalidInput, "needs NAME:TEXT"};
    unit_.credentials.push_back({value.substr(0, colon), value.substr(colon + 1), true});
    return {};
  }
  Result<void> listen_stream(const std::string& value) {
    std::string address = value;
    if (value.starts_with('/')) {
      ASSIGN_OR_RETURN(const auto path, layout_.map_path(value));
      address = path.string();
    }
    unit_.listens.push_back({.name = unit_.name, .address = address});
    return {};
  }
  // One name for all sockets of the unit, as systemd has it.
  Result<void> descriptor_name(const std::string& value) {
    for (auto& listen : unit_.listens) listen.name = value;
    return {};
  }
  Result<void> socket_mode(const std::string& value) {
    unsigned mode = 0;
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), mode, 8);
    if (failure != std::errc{} || end != value.data() + value.size() || mode > 0777) {
      return Error{ErrorKind::InvalidInput, "SocketMode= needs an octal number"};
    }
    for (auto& listen : unit_.listens) listen.mode = mode;
    return {};
  }
  Result<void> remove_on_stop(const std::string& value) {
    for (auto& listen : unit_.listens) listen.remove_on_stop = value == "yes";
    return {};
  }
  Result<void> activates(const std::string& value) {
    unit_.activates = value;
    return {};
  }

  Unit& unit_;
  const Layout& layout_;
};

}  // namespace

Result<milliseconds> parse_time_span(std::string_view text) {
  static const std::map<std::string, std::int64_t> kUnits{
      {"ms", 1}, {"", 1000}, {"s", 1000}, {"sec", 1000}, {"min", 60'000}, {"h", 3'600'000}};
  if (text == "infinity") return milliseconds{0};
  std::int64_t total = 0;
  for (const std::string& word : words(std::string{text})) {
    std::int64_t count = 0;
    const char* last = word.data() + word.size();
    const auto [rest, failure] = std::from_chars(word.data(), last, count);
    const auto unit = kUnits.find(std::string{rest, last});
    if (failure != std::errc{} || unit == kUnits.end() || count < 0 || count > 1'000'000) {
      return Error{ErrorKind::InvalidInput, "'" + std::string{text} + "' is no time span"};
    }
    total += count * unit->second;
  }
  return milliseconds{total};
}

Result<Unit> read_unit(std::string_view text, std::string_view name, const Layout& layout) {
  ASSIGN_OR_RETURN(const UnitFile file, parse_unit_file(text, name));
  Unit unit;
  unit.name = name;
  UnitReader reader{unit, layout};
  // Names and modes apply to sockets declared before or after them, so addresses are read first.
  UnitFile ordered;
  for (const bool addresses : {true, false}) {
    for (const Directive& directive : file) {
      if ((directive.name == "ListenStream") == addresses) ordered.push_back(directive);
    }
  }
  for (const Directive& directive : ordered) {
    if (const auto read = reader.read(directive); !read) {
      return Error{read.error().kind, std::string{name} + ":" + std::to_string(directive.line) +
                                          ": " + read.error().message};
    }
  }
  if (name.ends_with(".service") && unit.command.empty()) {
    return Error{ErrorKind::InvalidInput, std::string{name} + ": needs ExecStart="};
  }
  return unit;
}

}  // namespace mini_init

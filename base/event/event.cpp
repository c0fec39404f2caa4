#include "base/event/event.h"

namespace base {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::Info:
      return "info";
    case Severity::Notice:
      return "notice";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      return "error";
    case Severity::Critical:
      return "critical";
  }
  return "critical";
}

int syslog_severity(Severity severity) {
  return 6 - static_cast<int>(severity);
}

}  // namespace base

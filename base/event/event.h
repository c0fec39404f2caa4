// An event: the one way any part says that something happened. Journal, alarm list, mail, SNMP and
// logs all feed on this value.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/json/json.h"

namespace base {

// The classes of R199: the first digit of an event's code.
enum class Severity { Info = 0, Notice = 1, Warning = 2, Error = 3, Critical = 4 };

std::string_view to_string(Severity severity);  // "info" ... "critical"
int syslog_severity(Severity severity);         // RFC 5424: 6, 5, 4, 3, 2

// What can happen: a stable code, a letter and three digits, and a name for people and programs.
// Every kind is listed in event/catalogue.h and explained in docs/events.md, and its code is never
// used again for anything else.
struct EventKind {
  std::string_view code;  // "S001"
  std::string_view name;  // "service-started"

  constexpr Severity severity() const { return static_cast<Severity>(code[1] - '0'); }
};

using Fields = std::map<std::string, Json, std::less<>>;

// That it happened: to whom or what, with the particulars. Never holds a secret.
struct Event {
  EventKind kind;
  std::string subject;  // a camera, an account, a volume, a service: what the reader looks up
  Fields fields;
};

}  // namespace base

// Host tables in few words, for tests.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "appliance/hosts/host_rules.h"
#include "appliance/hosts/host_table.h"

namespace host_test {

inline appliance::Address address(const std::string& text) {
  return appliance::parse_address(text).value();
}

inline appliance::HostRow row(std::uint8_t id, appliance::Verdict verdict, const std::string& text,
                              std::initializer_list<appliance::HostService> services = {}) {
  appliance::HostRow made;
  made.id.bytes[0] = id;
  made.verdict = verdict;
  made.subject = appliance::parse_subject(text).value().range;
  for (const auto service : services) made.services.add(service);
  return made;
}

inline appliance::HostRow allow(std::uint8_t id, const std::string& text,
                                std::initializer_list<appliance::HostService> services = {}) {
  return row(id, appliance::Verdict::Allow, text, services);
}
inline appliance::HostRow deny(std::uint8_t id, const std::string& text,
                               std::initializer_list<appliance::HostService> services = {}) {
  return row(id, appliance::Verdict::Deny, text, services);
}

inline appliance::HostTable table(appliance::Verdict otherwise,
                                  std::vector<appliance::HostRow> rows) {
  return {.enabled = true, .otherwise = otherwise, .rows = std::move(rows)};
}

}  // namespace host_test

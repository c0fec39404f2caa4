#include "appliance/host/nft_script.h"

#include <string_view>

namespace appliance {
namespace {

struct FamilyWords {
  Family family;
  const char* type;      // of a set's elements
  const char* protocol;  // in "meta nfproto"
  const char* source;    // the field of a packet
  const char* suffix;    // of a set's name
  const char* whole;     // every address, which needs no set
};

constexpr std::array kFamilyWords{
    FamilyWords{Family::V4, "ipv4_addr", "ipv4", "ip saddr", "_v4", "0.0.0.0/0"},
    FamilyWords{Family::V6, "ipv6_addr", "ipv6", "ip6 saddr", "_v6",
                "::-::fffe:ffff:ffff,\n      ::1:0:0:0-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}};

std::string elements_of(const FilteredService& service, Family family) {
  std::string elements;
  for (const AddressRange& range : service.admitted) {
    if (range.family() != family) continue;
    elements += elements.empty() ? "" : ",\n      ";
    elements += range_text(range);
  }
  return elements;
}

std::string dport_of(const FilteredService& service) {
  std::string ports;
  for (const std::uint16_t port : service.ports) {
    ports += (ports.empty() ? "" : ", ") + std::to_string(port);
  }
  return "dport { " + ports + " }";
}

void add_service(const FilteredService& service, std::string& sets, std::string& rules) {
  const std::string numbers = dport_of(service);
  const std::string ports = "meta l4proto { tcp, udp } th " + numbers;
  for (const FamilyWords& words : kFamilyWords) {
    const std::string elements = elements_of(service, words.family);
    if (elements.empty()) continue;
    if (elements == words.whole) {
      rules += "    meta nfproto " + std::string{words.protocol} + " " + ports + " accept\n";
      continue;
    }
    const std::string name = std::string{to_string(service.service)} + words.suffix;
    sets += "  set " + name + " {\n    type " + words.type +
            "\n    flags interval\n    elements = {\n      " + elements + "\n    }\n  }\n";
    rules += "    " + ports + " " + words.source + " @" + name + " accept\n";
  }
  // Answered as if nothing listened there.
  rules += "    tcp " + numbers + " reject with tcp reset\n";
  rules += "    " + ports + " reject\n";
}

}  // namespace

std::string nft_script(const HostFilter& filter) {
  const std::string table =
      filter.device == FilteredDevice::Recorder ? "inet custody" : "inet custody_camera";
  // Made first, so that deleting it never fails.
  std::string script = "table " + table + "\ndelete table " + table + "\n";
  if (filter.services.empty()) return script;
  std::string sets;
  std::string rules;
  for (const FilteredService& service : filter.services) add_service(service, sets, rules);
  return script + "table " + table + " {\n" + sets +
         "  chain input {\n    type filter hook input priority filter; policy accept;\n"
         "    iif \"lo\" accept\n" +
         // What is open stays so without being tracked; whose it is, is the listeners' business.
         "    tcp flags & (syn | ack) != syn accept\n" + rules + "  }\n}\n";
}

}  // namespace appliance

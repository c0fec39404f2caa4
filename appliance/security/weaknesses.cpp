#include "appliance/security/weaknesses.h"

#include <algorithm>
#include <tuple>

namespace appliance {
namespace {

using base::Severity;

std::string text_of(const OpenSocket& socket) {
  return std::string{socket.transport == Transport::Tcp ? "tcp " : "udp "} +
         address_text(socket.address) + " " + std::to_string(socket.port);
}

bool is_loopback(const Address& address) {
  return is_console(address) || (family_of(address) == Family::V4 && address[12] == 127);
}

void look_at_people(const SecurityFacts& facts, std::vector<Weakness>& found) {
  std::size_t administrators = 0;
  for (const auto& person : facts.people) {
    if (person.stale) found.push_back({"stale_account", Severity::Notice, person.name});
    if (!person.administrator) continue;
    administrators += 1;
    if (!person.second_factor) {
      found.push_back({"no_second_factor", Severity::Warning, person.name});
    }
  }
  if (administrators == 1) found.push_back({"one_administrator", Severity::Notice, ""});
}

void look_at_tokens(const SecurityFacts& facts, std::vector<Weakness>& found) {
  for (const ApiToken& token : facts.tokens) {
    if (token.expires <= facts.now) continue;
    if (facts.now - token.used.value_or(token.created) > kTokenIdleAfter) {
      found.push_back({"idle_token", Severity::Notice, token.label});
    }
  }
}

void look_at_sockets(const SecurityFacts& facts, std::vector<Weakness>& found) {
  for (const ExposedSocket& each : facts.exposed) {
    if (each.service == "rtsp") {
      found.push_back({"plain_rtsp", Severity::Warning, text_of(each.socket)});
    }
    if (each.service.empty() && !is_loopback(each.socket.address)) {
      found.push_back({"other_program", Severity::Notice, text_of(each.socket)});
    }
  }
}

}  // namespace

std::vector<Weakness> weaknesses_of(const SecurityFacts& facts) {
  std::vector<Weakness> found;
  look_at_people(facts, found);
  const PasswordPolicy ours{};
  const PasswordPolicy& rules = facts.passwords;
  if (rules.characters_min < ours.characters_min) {
    found.push_back({"short_passwords", Severity::Warning, std::to_string(rules.characters_min)});
  }
  if (!rules.blocklist) found.push_back({"no_blocklist", Severity::Warning, ""});
  if (!facts.hosts_limited) found.push_back({"hosts_not_limited", Severity::Warning, ""});
  look_at_tokens(facts, found);
  look_at_sockets(facts, found);
  worst_first(found);
  return found;
}

void worst_first(std::vector<Weakness>& weaknesses) {
  std::ranges::sort(weaknesses, {}, [](const Weakness& each) {
    return std::tuple{-static_cast<int>(each.severity), each.code, std::string_view{each.subject}};
  });
}

}  // namespace appliance

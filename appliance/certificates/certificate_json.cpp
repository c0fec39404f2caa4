#include "appliance/certificates/certificate_json.h"

#include <algorithm>
#include <array>
#include <utility>

#include "appliance/hosts/subject_parser.h"

namespace appliance {
namespace {

using base::Json;
using crypto::KeyKind;

constexpr std::array kOfferedKeys{KeyKind::EcP256, KeyKind::EcP384, KeyKind::Rsa3072,
                                  KeyKind::Rsa4096};
constexpr std::size_t kHostNameBytesMax = 253;
constexpr std::size_t kNamesOfOneKindMax = 32;

Json list_json(const std::vector<std::string>& texts) {
  Json::Array list;
  for (const std::string& each : texts) list.emplace_back(each);
  return Json{std::move(list)};
}

Json names_json(const crypto::SubjectAltNames& names) {
  Json json;
  json["dns"] = list_json(names.dns);
  json["ip"] = list_json(names.ip);
  return json;
}

std::string_view time_state(const crypto::Certificate& certificate, base::WallTime now) {
  if (now < certificate.not_before()) return "not_yet_valid";
  return now > certificate.not_after() ? "expired" : "valid";
}

Json revocation_json(const crypto::Revocation& revocation) {
  Json json;
  json["time"] = base::format_rfc3339(revocation.time);
  json["reason"] = crypto::name_of(revocation.reason);
  return json;
}

// Bytes that continue a UTF-8 letter do not count.
std::size_t letters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string subject_text(JsonMembers& members, std::string_view name, std::size_t letters_max) {
  const auto* text = members.text(name, 4 * letters_max);
  if (text == nullptr) return {};
  if (letters_in(*text) <= letters_max) return *text;
  members.wrong(name, "too_long", "It has at most " + std::to_string(letters_max) + " letters.");
  return {};
}

crypto::DistinguishedName read_subject(JsonMembers members) {
  crypto::DistinguishedName subject;
  if (const auto* country = members.text("country", 2)) {
    const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (country->empty() || (country->size() == 2 && std::ranges::all_of(*country, is_capital))) {
      subject.country = *country;
    } else {
      members.wrong("country", "malformed", "It is two capital letters.");
    }
  }
  subject.state = subject_text(members, "state", crypto::kStateLettersMax);
  subject.locality = subject_text(members, "locality", crypto::kLocalityLettersMax);
  subject.organization = subject_text(members, "organization", crypto::kOrganizationLettersMax);
  subject.unit = subject_text(members, "unit", crypto::kUnitLettersMax);
  subject.common_name = subject_text(members, "common_name", crypto::kCommonNameLettersMax);
  members.finish();
  return subject;
}

bool is_host_name(std::string_view text) {
  return !text.empty() && text.size() <= kHostNameBytesMax && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '*';
  });
}

crypto::SubjectAltNames read_names(JsonMembers members) {
  crypto::SubjectAltNames names;
  for (const Json& each : members.list("dns", kNamesOfOneKindMax)) {
    const std::string* text = each.as_string();
    if (text != nullptr && is_host_name(*text)) {
      names.dns.push_back(*text);
    } else {
      members.wrong("dns", "malformed", "It is a list of host names.");
    }
  }
  for (const Json& each : members.list("ip", kNamesOfOneKindMax)) {
    const std::string* text = each.as_string();
    if (text != nullptr && parse_address(*text)) {
      names.ip.push_back(*text);
    } else {
      members.wrong("ip", "malformed", "It is a list of IP addresses.");
    }
  }
  members.finish();
  return names;
}

std::optional<base::WallTime> read_time(JsonMembers& members, std::string_view name) {
  const auto* text = members.text(name, 64);
  if (text == nullptr) {
    if (members.find(name) == nullptr) members.wrong(name, "missing", "It is needed.");
    return std::nullopt;
  }
  const auto time = base::parse_rfc3339(*text);
  if (time) return *time;
  members.wrong(name, "malformed", "It is a time like 2026-11-20T21:14:08Z.");
  return std::nullopt;
}

}  // namespace

Json certificate_json(const crypto::Certificate& certificate,
                      const std::optional<crypto::Revocation>& revoked, base::WallTime now) {
  Json json;
  json["subject"] = certificate.subject();
  json["issuer"] = certificate.issuer();
  json["common_name"] = certificate.common_name();
  json["serial"] = certificate.serial();
  json["not_before"] = base::format_rfc3339(certificate.not_before());
  json["not_after"] = base::format_rfc3339(certificate.not_after());
  json["validity"] = time_state(certificate, now);
  json["names"] = names_json(certificate.alt_names());
  json["key_usage"] = list_json(certificate.key_usage());
  json["extended_key_usage"] = list_json(certificate.extended_key_usage());
  const auto key = certificate.public_key();
  json["key"] = key ? Json{crypto::name_of(key->kind())} : Json{};
  json["signature"] = certificate.signature_algorithm();
  json["fingerprint"] = base::hex(certificate.fingerprint());
  json["revoked"] = revoked ? revocation_json(*revoked) : Json{};
  json["pem"] = certificate.to_pem();
  return json;
}

Json server_json(const CertificateStore& store, const ServerEntry& server, base::WallTime now) {
  Json json;
  json["id"] = base::to_string(server.id);
  json["label"] = server.label;
  json["origin"] = to_string(server.origin);
  json["state"] = server.is_installed() ? "installed" : "requested";
  json["key"] = crypto::name_of(server.key.kind());
  json["created"] = base::format_rfc3339(server.created);
  json["uses"] = list_json(store.uses_of(server.id));
  if (server.request) {
    json["request"]["subject"] = server.request->subject();
    json["request"]["names"] = names_json(server.request->alt_names());
  }
  Json::Array chain;
  for (const auto& each : server.chain) {
    chain.push_back(certificate_json(each, store.revocation_of(each), now));
  }
  json["chain"] = std::move(chain);
  return json;
}

Json authority_json(const CertificateStore& store, const AuthorityEntry& authority,
                    base::WallTime now) {
  Json json;
  json["id"] = base::to_string(authority.id);
  json["label"] = authority.label;
  json["created"] = base::format_rfc3339(authority.created);
  json["uses"] = list_json(store.uses_of(authority.id));
  json["certificate"] =
      certificate_json(authority.certificate, store.revocation_of(authority.certificate), now);
  if (authority.crl) {
    json["crl"]["this_update"] = base::format_rfc3339(authority.crl->this_update());
    json["crl"]["next_update"] = base::format_rfc3339(authority.crl->next_update());
    json["crl"]["fresh"] = authority.crl->is_fresh(now);
  } else {
    json["crl"] = Json{};
  }
  return json;
}

std::string read_label(JsonMembers& members) {
  const auto* text = members.text("label", kCertificateLabelBytesMax);
  if (text != nullptr && is_certificate_label(*text)) return *text;
  if (text != nullptr || members.find("label") == nullptr) {
    members.wrong("label", "missing", "It is needed.");
  }
  return {};
}

NewServer read_new_server(JsonMembers& members, std::vector<http::FieldError>& errors) {
  NewServer server;
  if (const auto* name = members.text("key", 16)) {
    const auto kind = std::ranges::find_if(
        kOfferedKeys, [&](KeyKind each) { return crypto::name_of(each) == *name; });
    if (kind == kOfferedKeys.end()) {
      members.wrong("key", "unknown_key", "It is P-256, P-384, RSA-3072 or RSA-4096.");
    } else {
      server.kind = *kind;
    }
  }
  if (const Json* subject = members.find("subject")) {
    server.subject = read_subject({*subject, members.field("subject"), errors});
  }
  const std::size_t mistakes = errors.size();
  if (const Json* names = members.find("names")) {
    server.names = read_names({*names, members.field("names"), errors});
  }
  if (server.names.empty() && errors.size() == mistakes) {
    members.wrong("names", "missing", "A host name or an address is needed.");
  } else if (server.names.size() > kNamesOfOneKindMax) {
    members.wrong("names", "too_many", "There are at most 32.");
  }
  return server;
}

Validity read_validity(JsonMembers& members, base::WallTime now) {
  const auto from = read_time(members, "not_before");
  const auto to = read_time(members, "not_after");
  if (!from || !to) return {};
  if (*to < *from) {
    members.wrong("not_after", "before_begin", "It is before the begin.");
  } else if (*to <= now) {
    members.wrong("not_after", "past", "It is past.");
  }
  return {*from, *to};
}

base::Bytes read_file_member(JsonMembers& members, std::string_view name, std::size_t bytes_max) {
  const auto* text = members.text(name, (bytes_max + 2) / 3 * 4);
  if (text == nullptr) {
    if (members.find(name) == nullptr) members.wrong(name, "missing", "It is needed.");
    return {};
  }
  auto bytes = base::from_base64(*text);
  if (bytes && bytes->size() <= bytes_max && !bytes->empty()) return *std::move(bytes);
  if (bytes && bytes->size() > bytes_max) {
    members.wrong(name, "too_long", "It is too long.");
  } else {
    members.wrong(name, bytes ? "missing" : "malformed", "It is a file in base 64.");
  }
  return {};
}

}  // namespace appliance

#include "appliance/certificates/web_identity.h"

#include <string>

#include "base/json/json.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;

Json choice_json(const std::optional<base::Id>& server) {
  Json json;
  json["server"] = server ? Json{base::to_string(*server)} : Json{};
  return json;
}

base::Result<std::optional<base::Id>> server_in(const Json& json) {
  const Json* member = json.find("server");
  if (member == nullptr) return Error{ErrorKind::InvalidInput, "no server in the value"};
  if (member->is_null()) return std::optional<base::Id>{};
  if (member->as_string() == nullptr) return Error{ErrorKind::InvalidInput, "a server is an id"};
  ASSIGN_OR_RETURN(const base::Id id, base::parse_id(*member->as_string()));
  return std::optional{id};
}

}  // namespace

base::Bytes WebIdentity::value_of(const std::optional<base::Id>& server, std::int64_t made_from) {
  Json json = choice_json(server);
  json["made_from"] = made_from;
  return base::to_bytes(json.dump());
}

base::Result<base::Bytes> WebIdentity::current() {
  return base::to_bytes(choice_json(store_.web_choice().server).dump());
}

base::Result<void> WebIdentity::apply(base::ByteView value) {
  ASSIGN_OR_RETURN(const Json json, base::parse_json(base::as_text(value)));
  ASSIGN_OR_RETURN(const auto server, server_in(json));
  std::optional<std::int64_t> made_from;
  if (json.find("made_from") != nullptr) {
    ASSIGN_OR_RETURN(made_from, json.get_int("made_from"));
  }
  auto chosen = store_.choose_for_web(server, made_from);
  const bool undoing = !made_from;
  if (!chosen && undoing && server) {
    const ErrorKind why = chosen.error().kind;
    const bool gone =
        why == ErrorKind::NotFound || why == ErrorKind::InvalidInput || why == ErrorKind::Corrupt;
    if (gone) chosen = store_.choose_for_web(std::nullopt, std::nullopt);
  }
  if (!chosen) return chosen.error();
  for (const auto& hook : hooks_) hook();
  return {};
}

}  // namespace appliance

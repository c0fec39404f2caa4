#include <utility>

#include "appliance/keeper/keeper_verbs.h"
#include "appliance/keeper/recipients.h"
#include "appliance/keeper/unlock_method.h"
#include "appliance/keeper/verb_arguments.h"
#include "crypto/x509/certificate.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;
using base::Result;
using base::ipc::Payload;
using base::ipc::Reply;
using crypto::Secret;

constexpr const char* kDefaultActor = "custodyd";
// What nobody can do meanwhile; recording, minting and public keys are not among it.
constexpr const char* kClosedWhileLocked[] = {"playback", "thumbnails",   "export",
                                              "journal",  "certificates", "key-changes"};

Result<UnlockKind> get_kind(const Json& arguments) {
  ASSIGN_OR_RETURN(const std::string text, arguments.get_string("method"));
  if (const auto kind = parse_unlock_kind(text)) return *kind;
  return Error{ErrorKind::InvalidInput, "method is credential, passphrase, tpm or tpm-pin"};
}

Json::Array texts(const auto& list) {
  Json::Array all;
  for (const auto& each : list) all.emplace_back(each);
  return all;
}

Result<Reply> keeper_state(const KeeperParts& parts) {
  const Keeper& keeper = parts.keeper;
  const Keystore& keystore = keeper.keystore();
  const bool empty = keeper.state() == KeystoreState::Empty;
  Reply reply;
  Json& told = reply.arguments;
  Json::Array unlock;
  for (const UnlockMethod& method : keystore.methods()) unlock.emplace_back(to_string(method.kind));
  told["state"] = to_string(keeper.state());
  told["unlock"] = std::move(unlock);
  told["mode"] = keeper.sealed_mode() ? "sealed" : "unattended";
  told["tpm"] = keeper.world().tpm != nullptr;
  told["closed"] =
      keeper.state() == KeystoreState::Unlocked ? Json::Array{} : texts(kClosedWhileLocked);
  told["lock_after_idle_s"] = static_cast<std::int64_t>(keeper.lock_after_idle().count());
  told["recovery_proven"] = keystore.public_part().recovery_proven;
  told["site_ca_fingerprint"] = "";
  if (!empty) {
    ASSIGN_OR_RETURN(const auto ca,
                     crypto::Certificate::from_der(keystore.public_part().ca_certificate));
    told["site_ca_fingerprint"] = base::hex(ca.fingerprint());
    told["wraps_revision"] = parts.footage.wraps_revision();
  }
  told["day_keys"] = static_cast<std::int64_t>(keystore.days().size());
  told["reason"] = keeper.locked_reason();
  return reply;
}

Result<Reply> unlock(const KeeperParts& parts, Payload asked) {
  const Secret secret = take_secret(asked);
  UnlockKind kind = UnlockKind::Passphrase;
  if (asked.arguments.find("method") != nullptr) {
    ASSIGN_OR_RETURN(kind, get_kind(asked.arguments));
  }
  std::string actor = kDefaultActor;
  if (asked.arguments.find("actor") != nullptr) {
    ASSIGN_OR_RETURN(actor, asked.arguments.get_string("actor"));
  }
  RETURN_IF_ERROR(parts.keeper.unlock(actor, kind, secret));
  // Its failure is no reason to call the right passphrase wrong; it is tried again, and logged.
  parts.erasures.finish_pending_or_tell();
  return Reply{};
}

Result<Reply> lock(Keeper& keeper, const Payload& asked) {
  ASSIGN_OR_RETURN(const std::string actor, asked.arguments.get_string("actor"));
  return empty_reply(keeper.lock(actor, "on demand"));
}

Result<Reply> add_unlock_method(Keeper& keeper, Payload asked) {
  const Secret secret = take_secret(asked);
  ASSIGN_OR_RETURN(const std::string actor, asked.arguments.get_string("actor"));
  ASSIGN_OR_RETURN(const UnlockKind kind, get_kind(asked.arguments));
  return empty_reply(keeper.add_unlock_method(actor, kind, secret));
}

Result<Reply> remove_unlock_method(Keeper& keeper, const Payload& asked) {
  ASSIGN_OR_RETURN(const std::string actor, asked.arguments.get_string("actor"));
  ASSIGN_OR_RETURN(const UnlockKind kind, get_kind(asked.arguments));
  return empty_reply(keeper.remove_unlock_method(actor, kind));
}

Json recipient_json(const Recipient& recipient) {
  Json json;
  json["id"] = base::to_string(recipient.key);
  json["label"] = recipient.label;
  if (const auto added = base::to_wall_time(recipient.added)) {
    json["added"] = base::format_rfc3339(*added);
  }
  if (const auto certificate = crypto::Certificate::from_der(recipient.certificate)) {
    json["subject"] = certificate->subject();
    json["fingerprint"] = base::hex(certificate->fingerprint());
    json["not_after"] = base::format_rfc3339(certificate->not_after());
  }
  return json;
}

Result<Reply> add_recipient(Keeper& keeper, const Payload& asked) {
  ASSIGN_OR_RETURN(const std::string actor, asked.arguments.get_string("actor"));
  ASSIGN_OR_RETURN(const std::string label, asked.arguments.get_string("label"));
  ASSIGN_OR_RETURN(const Recipient added, keeper.add_recipient(actor, label, asked.body));
  Reply reply;
  reply.arguments = recipient_json(added);
  return reply;
}

Result<Reply> remove_recipient(Keeper& keeper, const Payload& asked) {
  ASSIGN_OR_RETURN(const std::string actor, asked.arguments.get_string("actor"));
  ASSIGN_OR_RETURN(const base::Id id, get_id(asked.arguments, "id"));
  return empty_reply(keeper.remove_recipient(actor, id));
}

Reply list_recipients(const Keeper& keeper) {
  Json::Array list;
  for (const Recipient& each : keeper.keystore().public_part().recipients) {
    if (!each.removed) list.push_back(recipient_json(each));
  }
  Reply reply;
  reply.arguments["recipients"] = std::move(list);
  return reply;
}

Result<Reply> rotate_site_key(ErasureDesk& erasures, const Payload& asked) {
  ASSIGN_OR_RETURN(const std::string actor, asked.arguments.get_string("actor"));
  return empty_reply(erasures.rotate(actor));
}

Reply erasure_reply(const SignedErasure& erasure) {
  Reply reply = with_files({base::to_bytes(erasure.certificate), erasure.signature});
  reply.arguments["id"] = base::to_string(erasure.id);
  return reply;
}

Result<Reply> erase(ErasureDesk& erasures, const Payload& asked) {
  const Json& arguments = asked.arguments;
  ErasureOrder order;
  ASSIGN_OR_RETURN(const std::string text, arguments.get_string("scope"));
  const auto scope = parse_erasure_scope(text);
  if (!scope) {
    return Error{ErrorKind::InvalidInput, "scope is camera-day, camera or everything"};
  }
  order.scope = *scope;
  if (*scope != ErasureScope::Everything) {
    ASSIGN_OR_RETURN(order.camera, get_id(arguments, "camera"));
  }
  if (*scope == ErasureScope::CameraDay) {
    ASSIGN_OR_RETURN(order.day, get_day(arguments, "day"));
  }
  ASSIGN_OR_RETURN(order.actor, arguments.get_string("actor"));
  ASSIGN_OR_RETURN(order.reason, arguments.get_string("reason"));
  ASSIGN_OR_RETURN(const SignedErasure erasure, erasures.erase(order));
  return erasure_reply(erasure);
}

Result<Reply> find_erasure(const ErasureDesk& erasures, const Payload& asked) {
  ASSIGN_OR_RETURN(const base::Id id, get_id(asked.arguments, "id"));
  ASSIGN_OR_RETURN(const SignedErasure erasure, erasures.find(id));
  return erasure_reply(erasure);
}

Result<base::WallTime> time_argument(const Json& arguments, std::string_view name) {
  ASSIGN_OR_RETURN(const std::string text, arguments.get_string(name));
  return base::parse_rfc3339(text);
}

Result<Reply> grant_export(ExportGrants& grants, const Payload& asked) {
  const Json& arguments = asked.arguments;
  ExportGrants::Asked wanted{};
  ASSIGN_OR_RETURN(wanted.actor, arguments.get_string("actor"));
  ASSIGN_OR_RETURN(wanted.reason, arguments.get_string("reason"));
  ASSIGN_OR_RETURN(wanted.from, time_argument(arguments, "from"));
  ASSIGN_OR_RETURN(wanted.to, time_argument(arguments, "to"));
  const Json* const cameras = arguments.find("cameras");
  if (cameras == nullptr || cameras->as_array() == nullptr) {
    return Error{ErrorKind::InvalidInput, "cameras is a list of ids"};
  }
  for (const Json& each : *cameras->as_array()) {
    if (each.as_string() == nullptr) {
      return Error{ErrorKind::InvalidInput, "cameras is a list of ids"};
    }
    ASSIGN_OR_RETURN(const base::Id camera, base::parse_id(*each.as_string()));
    wanted.cameras.push_back(camera);
  }
  ASSIGN_OR_RETURN(const ExportGrant made, grants.grant(wanted));
  Reply reply;
  reply.arguments = to_json(made);
  return reply;
}

Result<Reply> revoke_export(ExportGrants& grants, const Payload& asked) {
  ASSIGN_OR_RETURN(const std::string actor, asked.arguments.get_string("actor"));
  ASSIGN_OR_RETURN(const base::Id id, get_id(asked.arguments, "id"));
  return empty_reply(grants.revoke(actor, id));
}

Reply list_grants(ExportGrants& grants) {
  Json::Array list;
  for (const ExportGrant& each : grants.list()) {
    Json json = to_json(each);
    json["cameras"] = static_cast<std::int64_t>(each.cameras.size());  // all would not fit a header
    list.push_back(std::move(json));
  }
  Reply reply;
  reply.arguments["grants"] = std::move(list);
  return reply;
}

}  // namespace

std::vector<KeeperVerb> key_life_verbs(const KeeperParts& parts) {
  const std::vector<std::string> control{kControlUser};
  const std::vector<std::string> both{kControlUser, kRecorderUser};
  Keeper& keeper = parts.keeper;
  ErasureDesk& erasures = parts.erasures;
  ExportGrants& grants = parts.grants;
  return {
      {"keeper_state", both, [parts](const Payload&) { return keeper_state(parts); }},
      {"set_passphrase", control,
       [&keeper](Payload asked) { return empty_reply(keeper.set_passphrase(take_secret(asked))); }},
      {"unlock", control, [parts](Payload asked) { return unlock(parts, std::move(asked)); }},
      {"lock", control, [&keeper](const Payload& asked) { return lock(keeper, asked); }},
      {"add_unlock_method", control,
       [&keeper](Payload asked) { return add_unlock_method(keeper, std::move(asked)); }},
      {"remove_unlock_method", control,
       [&keeper](const Payload& asked) { return remove_unlock_method(keeper, asked); }},
      {"add_recipient", control,
       [&keeper](const Payload& asked) { return add_recipient(keeper, asked); }},
      {"remove_recipient", control,
       [&keeper](const Payload& asked) { return remove_recipient(keeper, asked); }},
      {"list_recipients", control, [&keeper](const Payload&) { return list_recipients(keeper); }},
      {"rotate_site_key", control,
       [&erasures](const Payload& asked) { return rotate_site_key(erasures, asked); }},
      {"erase", control, [&erasures](const Payload& asked) { return erase(erasures, asked); }},
      {"list_erasures", control,
       [&erasures](const Payload&) {
         Reply reply;
         reply.arguments["erasures"] = texts(erasures.list());
         return reply;
       }},
      {"erasure_certificate", control,
       [&erasures](const Payload& asked) { return find_erasure(erasures, asked); }},
      {"grant_export", control,
       [&grants](const Payload& asked) { return grant_export(grants, asked); }},
      {"revoke_export", control,
       [&grants](const Payload& asked) { return revoke_export(grants, asked); }},
      {"list_grants", control, [&grants](const Payload&) { return list_grants(grants); }},
  };
}

}  // namespace appliance

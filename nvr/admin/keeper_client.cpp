#include "nvr/admin/keeper_client.h"

#include <algorithm>
#include <utility>

namespace nvr {
namespace {

using base::Json;

// Every day key is opened and sealed anew, or a TPM is asked.
constexpr std::chrono::milliseconds kManyKeysTimeout = std::chrono::minutes{2};
constexpr std::int64_t kJournalLinesMax = 500;  // the keeper gives as many as fit into an answer

Json arguments_with_actor(const std::string& actor) {
  Json arguments{Json::Object{}};
  arguments["actor"] = actor;
  return arguments;
}

std::string text_of_body(const base::Bytes& body) {
  return std::string{base::as_text(body)};
}

Json with_method(const std::string& actor, const std::string& method) {
  Json arguments = arguments_with_actor(actor);
  arguments["method"] = method;
  return arguments;
}

Json with_id(const std::string& actor, const base::Id& id) {
  Json arguments = arguments_with_actor(actor);
  arguments["id"] = base::to_string(id);
  return arguments;
}

// Certificate and signature, one after the other in the body.
base::Result<KeeperClient::Erasure> erasure_in(const base::ipc::Reply& reply) {
  KeeperClient::Erasure erasure;
  ASSIGN_OR_RETURN(erasure.id, reply.arguments.get_string("id"));
  const Json* const sizes = reply.arguments.find("sizes");
  const Json::Array* const list = sizes != nullptr ? sizes->as_array() : nullptr;
  const std::int64_t* const first =
      list != nullptr && list->size() == 2 ? list->front().as_int() : nullptr;
  if (first == nullptr || *first < 0 || static_cast<std::uint64_t>(*first) > reply.body.size()) {
    return base::Error{base::ErrorKind::InvalidInput, "the keeper's answer is cut short"};
  }
  const base::ByteView body = reply.body;
  const auto size = static_cast<std::size_t>(*first);
  erasure.certificate = base::as_text(body.first(size));
  erasure.signature.assign(body.begin() + *first, body.end());
  return erasure;
}

}  // namespace

base::Result<base::ipc::Reply> KeeperClient::ask_patiently(const char* verb, Json arguments,
                                                           base::ByteView body) {
  base::ipc::Payload payload;
  payload.arguments = std::move(arguments);
  payload.body.assign(body.begin(), body.end());
  return caller_.call(verb, std::move(payload), std::max(timeout_, kManyKeysTimeout));
}

base::Result<Json> KeeperClient::ask_json(const char* verb) {
  ASSIGN_OR_RETURN(auto reply, ask(verb, Json{Json::Object{}}));
  return std::move(reply.arguments);
}

base::Result<base::ipc::Reply> KeeperClient::ask(const char* verb, Json arguments,
                                                 base::ByteView body) {
  base::ipc::Payload payload;
  payload.arguments = std::move(arguments);
  payload.body.assign(body.begin(), body.end());
  return caller_.call(verb, std::move(payload), timeout_);
}

base::Result<crypto::Secret> KeeperClient::ask_secret(const char* verb, Json arguments,
                                                      base::ByteView body) {
  ASSIGN_OR_RETURN(auto reply, ask(verb, std::move(arguments), body));
  return crypto::Secret::take(std::move(reply.body));
}

base::Result<KeeperState> KeeperClient::state() {
  ASSIGN_OR_RETURN(const auto reply, ask("keeper_state", Json{Json::Object{}}));
  KeeperState state;
  ASSIGN_OR_RETURN(state.state, reply.arguments.get_string("state"));
  ASSIGN_OR_RETURN(state.recovery_proven, reply.arguments.get_bool("recovery_proven"));
  const auto fingerprint = reply.arguments.get_string("site_ca_fingerprint");
  if (fingerprint) state.site_ca_fingerprint = *fingerprint;
  return state;
}

base::Result<void> KeeperClient::set_passphrase(const crypto::Secret& passphrase) {
  RETURN_IF_ERROR(ask("set_passphrase", Json{Json::Object{}}, passphrase.reveal()));
  return {};
}

base::Result<void> KeeperClient::unlock(const std::string& actor, const std::string& method,
                                        const crypto::Secret& secret) {
  RETURN_IF_ERROR(ask_patiently("unlock", with_method(actor, method), secret.reveal()));
  return {};
}

base::Result<void> KeeperClient::lock(const std::string& actor) {
  RETURN_IF_ERROR(ask("lock", arguments_with_actor(actor)));
  return {};
}

base::Result<void> KeeperClient::add_unlock_method(const std::string& actor,
                                                   const std::string& method,
                                                   const crypto::Secret& secret) {
  RETURN_IF_ERROR(ask_patiently("add_unlock_method", with_method(actor, method), secret.reveal()));
  return {};
}

base::Result<void> KeeperClient::remove_unlock_method(const std::string& actor,
                                                      const std::string& method) {
  RETURN_IF_ERROR(ask("remove_unlock_method", with_method(actor, method)));
  return {};
}

base::Result<Json> KeeperClient::describe() {
  return ask_json("keeper_state");
}

base::Result<Json> KeeperClient::recipients() {
  return ask_json("list_recipients");
}

base::Result<Json> KeeperClient::add_recipient(const std::string& actor, const std::string& label,
                                               base::ByteView certificate) {
  Json arguments = arguments_with_actor(actor);
  arguments["label"] = label;
  ASSIGN_OR_RETURN(auto reply, ask_patiently("add_recipient", std::move(arguments), certificate));
  return std::move(reply.arguments);
}

base::Result<void> KeeperClient::remove_recipient(const std::string& actor,
                                                  const base::Id& recipient) {
  RETURN_IF_ERROR(ask_patiently("remove_recipient", with_id(actor, recipient)));
  return {};
}

base::Result<base::Id> KeeperClient::grant_export(const GrantAsked& asked) {
  Json arguments = arguments_with_actor(asked.actor);
  arguments["reason"] = asked.reason;
  arguments["cameras"] = Json::Array{base::to_string(asked.camera)};
  arguments["from"] = base::format_rfc3339(asked.from);
  arguments["to"] = base::format_rfc3339(asked.to);
  ASSIGN_OR_RETURN(const auto reply, ask("grant_export", std::move(arguments)));
  ASSIGN_OR_RETURN(const std::string id, reply.arguments.get_string("id"));
  return base::parse_id(id);
}

base::Result<Json> KeeperClient::grants() {
  return ask_json("list_grants");
}

base::Result<void> KeeperClient::revoke_grant(const std::string& actor, const base::Id& grant) {
  RETURN_IF_ERROR(ask("revoke_export", with_id(actor, grant)));
  return {};
}

base::Result<void> KeeperClient::rotate_site_key(const std::string& actor) {
  RETURN_IF_ERROR(ask_patiently("rotate_site_key", arguments_with_actor(actor)));
  return {};
}

base::Result<KeeperClient::Erasure> KeeperClient::erase(const ErasureAsked& asked) {
  Json arguments = arguments_with_actor(asked.actor);
  arguments["scope"] = asked.scope;
  arguments["reason"] = asked.reason;
  if (asked.camera) arguments["camera"] = base::to_string(*asked.camera);
  if (asked.day) arguments["day"] = std::int64_t{*asked.day};
  ASSIGN_OR_RETURN(const auto reply, ask_patiently("erase", std::move(arguments)));
  return erasure_in(reply);
}

base::Result<KeeperClient::Erasure> KeeperClient::erasure(const base::Id& id) {
  Json arguments;
  arguments["id"] = base::to_string(id);
  ASSIGN_OR_RETURN(const auto reply, ask("erasure_certificate", std::move(arguments)));
  return erasure_in(reply);
}

base::Result<Json> KeeperClient::erasures() {
  return ask_json("list_erasures");
}

base::Result<crypto::Secret> KeeperClient::recovery_key(const std::string& actor) {
  return ask_secret("recovery_key", arguments_with_actor(actor));
}

base::Result<void> KeeperClient::prove_recovery(const std::string& actor,
                                                const crypto::Secret& text) {
  RETURN_IF_ERROR(ask("prove_recovery", arguments_with_actor(actor), text.reveal()));
  return {};
}

base::Result<crypto::Secret> KeeperClient::open_segment(const base::Id& segment,
                                                        base::ByteView header, const KeyUse& use) {
  Json arguments = arguments_with_actor(use.actor);
  arguments["segment"] = base::to_string(segment);
  arguments["reason"] = use.reason;
  if (use.grant) arguments["grant"] = base::to_string(*use.grant);
  return ask_secret("open_segment", std::move(arguments), header);
}

base::Result<crypto::Secret> KeeperClient::thumbnail_key(const base::Id& camera, base::Day day,
                                                         const std::string& actor) {
  Json arguments = arguments_with_actor(actor);
  arguments["camera"] = base::to_string(camera);
  arguments["day"] = std::int64_t{day};
  return ask_secret("thumbnail_key", std::move(arguments));
}

base::Result<appliance::JournalPage> KeeperClient::journal(std::int64_t from) {
  Json arguments{Json::Object{}};
  arguments["from"] = from;
  arguments["limit"] = kJournalLinesMax;
  ASSIGN_OR_RETURN(const auto reply, ask("read_journal", std::move(arguments)));
  return appliance::read_journal_page(reply.arguments);
}

base::Result<std::string> KeeperClient::site_ca() {
  ASSIGN_OR_RETURN(const auto reply, ask("site_ca", Json{Json::Object{}}));
  return text_of_body(reply.body);
}

base::Result<std::string> KeeperClient::issue_https_certificate(base::ByteView request) {
  Json arguments{Json::Object{}};
  arguments["purpose"] = "https";
  ASSIGN_OR_RETURN(const auto reply, ask("issue_certificate", std::move(arguments), request));
  return text_of_body(reply.body);
}

bool is_locked(const base::Error& error) {
  return error.kind == base::ErrorKind::Unavailable && error.message == "keys are locked";
}

bool is_tpm_trouble(const base::Error& error) {
  return error.kind == base::ErrorKind::Unavailable &&
         error.message.find("TPM") != std::string::npos;
}

}  // namespace nvr

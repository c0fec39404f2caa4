#include "nvr/admin/keeper_client.h"

#include <utility>

namespace nvr {
namespace {

using base::Json;

Json arguments_with_actor(const std::string& actor) {
  Json arguments{Json::Object{}};
  arguments["actor"] = actor;
  return arguments;
}

std::string text_of_body(const base::Bytes& body) {
  return std::string{base::as_text(body)};
}

}  // namespace

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

base::Result<void> KeeperClient::unlock(const crypto::Secret& passphrase) {
  RETURN_IF_ERROR(ask("unlock", Json{Json::Object{}}, passphrase.reveal()));
  return {};
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
  return ask_secret("open_segment", std::move(arguments), header);
}

base::Result<crypto::Secret> KeeperClient::thumbnail_key(const base::Id& camera, base::Day day,
                                                         const std::string& actor) {
  Json arguments = arguments_with_actor(actor);
  arguments["camera"] = base::to_string(camera);
  arguments["day"] = std::int64_t{day};
  return ask_secret("thumbnail_key", std::move(arguments));
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

}  // namespace nvr
